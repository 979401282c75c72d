import './OnlineDot.css';

/** Stands on the corner of a picture: its parent is positioned. */
export function OnlineDot({ online }: { readonly online: boolean }) {
  if (!online) return null;
  return (
    <span className="online-dot" data-testid="online-dot">
      <span className="sr-only">online</span>
    </span>
  );
}
