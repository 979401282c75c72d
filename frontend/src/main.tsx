import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './ui/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { Client } from './app/client';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const client = new Client(globalThis.location.origin);
void client.start();

createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
