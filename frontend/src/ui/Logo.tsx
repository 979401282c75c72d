/** The mark: a ring with a gap, and the stroke that closes it. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--g-brand)" />
      <path d="M22.4 9.6A9 9 0 1 0 25 16" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M25 16h-7.5" fill="none" stroke="var(--g-coral)" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}
