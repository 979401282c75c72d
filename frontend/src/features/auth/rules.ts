/** What the server asks of a new account, said before it has to refuse. The server has the last word. */
export const usernameHint = '2 to 32 letters, digits, dots, dashes or underscores';
export const passwordHint = 'At least 8 characters';

export function usernameError(username: string): string | null {
  const length = Array.from(username).length;
  if (length < 2) return 'Use at least 2 characters.';
  if (length > 32) return 'Use at most 32 characters.';
  if (!/^[\p{L}\p{Nd}._-]+$/u.test(username)) return 'Use letters, digits, dots, dashes and underscores only.';
  if (!/^[\p{L}\p{Nd}]/u.test(username)) return 'Begin with a letter or a digit.';
  return null;
}

export function passwordError(password: string, username: string): string | null {
  const length = Array.from(password).length;
  if (length < 8) return 'Use at least 8 characters.';
  if (length > 256) return 'Use at most 256 characters.';
  if (password.toLowerCase() === username.toLowerCase()) return 'Use something else than your username.';
  return null;
}
