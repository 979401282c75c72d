// Sets the colour scheme before anything is painted, so that nobody in the dark is dazzled until the app runs. A file of
// its own, since the server allows no script within the page. It reads what Mantine keeps; the app takes over from here.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // a browser that keeps nothing
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
})();
