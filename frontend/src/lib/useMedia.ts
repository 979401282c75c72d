import { useMediaQuery } from '@mantine/hooks';

/** Whether a media query matches, from the first time that something is shown. */
export function useMedia(query: string): boolean {
  return useMediaQuery(query, globalThis.matchMedia(query).matches);
}

/** Whether people point with a finger here, and nothing can be pointed at without being touched. */
export function useTouch(): boolean {
  return useMedia('(hover: none)');
}
