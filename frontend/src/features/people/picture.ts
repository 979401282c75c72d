import { squareOf, type View } from './crop';

/** More than the server keeps, for screens to come; and far below what it takes. */
const MOST_PIXELS = 512;

/** @throws when the browser cannot read the file as a picture */
export async function loadPicture(file: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Draws what the view shows of a picture, over all of the canvas. */
export function draw(canvas: HTMLCanvasElement, image: HTMLImageElement, view: View): void {
  const { side, left, top } = squareOf(sizeOf(image), view);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/** What the view shows, small enough to send: PNG if it was one, so that it stays clear what is clear; else JPEG. */
export async function encode(image: HTMLImageElement, view: View, type: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(MOST_PIXELS, Math.round(squareOf(sizeOf(image), view).side));
  draw(canvas, image, view);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the canvas gives nothing'))),
      type === 'image/png' ? 'image/png' : 'image/jpeg',
      0.9,
    );
  });
}

export function sizeOf(image: HTMLImageElement) {
  return { width: image.naturalWidth, height: image.naturalHeight };
}
