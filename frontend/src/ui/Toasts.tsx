import { createStore } from '../lib/store';
import { useStore } from '../lib/useStore';
import { CloseIcon } from './icons';
import './Toasts.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'error' | 'done';
}

const SHOWN_MS = 6_000;
const MOST = 3;

const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Says in a corner of the window what happened, where there is no better place for it. */
export function toast(text: string, tone: Toast['tone'] = 'error'): void {
  const id = ++lastId;
  toasts.update((shown) => [...shown.filter((other) => other.text !== text), { id, text, tone }].slice(-MOST));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  toasts.update((shown) => (shown.some((other) => other.id === id) ? shown.filter((other) => other.id !== id) : shown));
}

export function Toasts() {
  const shown = useStore(toasts, (value) => value);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className="toast" data-tone={tone} data-testid="toast">
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
