const ICON = '/favicon.svg';
const SIZE = 64;

let wanted: string | null = null;

/** Shows a badge on the window's icon: a short text, a dot for an empty one, none for null. */
export async function showFavicon(badge: string | null): Promise<void> {
  wanted = badge;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  if (badge === null) {
    link.href = ICON;
    return;
  }
  const image = new Image(SIZE, SIZE);
  image.src = ICON;
  await image.decode().catch(() => undefined);
  const url = drawn(image, badge);
  if (url !== null && wanted === badge) link.href = url;
}

function drawn(image: HTMLImageElement, badge: string): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.drawImage(image, 0, 0, SIZE, SIZE);
  const radius = badge === '' ? 13 : 21;
  context.fillStyle = '#bf3f18';
  context.strokeStyle = '#fff';
  context.lineWidth = 4;
  context.beginPath();
  context.arc(SIZE - radius - 2, SIZE - radius - 2, radius, 0, 2 * Math.PI);
  context.stroke();
  context.fill();
  context.fillStyle = '#fff';
  context.font = `bold ${badge.length > 2 ? 20 : badge.length > 1 ? 26 : 32}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(badge, SIZE - radius - 2, SIZE - radius);
  return canvas.toDataURL('image/png');
}
