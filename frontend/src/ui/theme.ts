import { createTheme, Menu, Modal } from '@mantine/core';

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  primaryColor: 'brand',
  primaryShade: 7,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({
      defaultProps: {
        radius: 'lg',
        padding: 'lg',
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Menu: Menu.extend({ defaultProps: { radius: 'md', withInitialFocusPlaceholder: false } }),
  },
  colors: {
    brand: [
      '#effaf8',
      '#d6f2ee',
      '#aee5dd',
      '#7fd3c8',
      '#4fbcb0',
      '#2fa397',
      '#1b8a80',
      '#0f766e',
      '#0c5f59',
      '#094b47',
    ],
    dark: [
      '#e3e9e9',
      '#b9c4c5',
      '#93a1a3',
      '#6a797c',
      '#3a474b',
      '#2b363a',
      '#1f282b',
      '#171d20',
      '#12171a',
      '#0d1113',
    ],
  },
});
