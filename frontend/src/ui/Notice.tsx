import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import './Notice.css';

interface Props {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A friendly word in the middle of a pane that has nothing else to show. */
export function Notice({ icon, title, children, actions }: Props) {
  return (
    <div className="notice">
      {icon !== undefined && <div className="notice__icon">{icon}</div>}
      <h2 className="notice__title">{title}</h2>
      {children !== undefined && <div className="notice__text">{children}</div>}
      {actions !== undefined && <div className="notice__actions">{actions}</div>}
    </div>
  );
}

/** Something could not be loaded; one click tries again. */
export function LoadError({ text, onRetry }: { readonly text: string; readonly onRetry: () => void }) {
  return (
    <div className="notice" role="alert">
      <p className="notice__text">{text}</p>
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
