/** Who is writing something just now, by name. */
export function Typing({ names }: { readonly names: readonly string[] }) {
  return (
    <div aria-live="polite" data-testid="typing">
      {names.length > 0 && <div className="typing">{sentence(names)}</div>}
    </div>
  );
}

function sentence(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length === 1) return `${first} is typing…`;
  if (names.length === 2) return `${first} and ${second} are typing…`;
  return 'Several people are typing…';
}
