/** Which part of a picture is looked at: how near, and where its middle is, as a share of width and height. */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const WHOLE: View = { zoom: 1, x: 0.5, y: 0.5 };
export const NEAREST = 4;

/** The square of the picture that a view shows, in pixels; it never reaches over an edge. */
export function squareOf({ width, height }: Size, { zoom, x, y }: View) {
  const side = Math.min(width, height) / zoom;
  return { side, left: within(x * width - side / 2, width - side), top: within(y * height - side / 2, height - side) };
}

/** The view after its square has been moved by shares of its own side. */
export function moved(size: Size, view: View, right: number, down: number): View {
  const { side, left, top } = squareOf(size, view);
  const x = within(left + right * side, size.width - side);
  const y = within(top + down * side, size.height - side);
  return { ...view, x: (x + side / 2) / size.width, y: (y + side / 2) / size.height };
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
