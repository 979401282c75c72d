import { CopyButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { CodePart } from './highlight';

interface Props {
  readonly code: string;
  readonly language: string;
}

/** A piece of code. Its colours come a moment later, when the module that knows languages is here. */
export function CodeBlock({ code, language }: Props) {
  const [parts, setParts] = useState<readonly CodePart[]>([{ text: code, className: undefined }]);

  useEffect(() => {
    if (language === '') return undefined;
    let wanted = true;
    import('./highlight').then(
      ({ highlight }) => {
        if (wanted) setParts(highlight(code, language));
      },
      () => undefined, // Without colours it can still be read.
    );
    return () => {
      wanted = false;
    };
  }, [code, language]);

  return (
    <div className="code">
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <button type="button" className="code__copy" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </button>
        )}
      </CopyButton>
      <pre tabIndex={0} aria-label={language === '' ? 'Code' : `Code, ${language}`}>
        <code>
          {parts.map(({ text, className }, index) =>
            className === undefined ? (
              text
            ) : (
              <span key={index} className={className}>
                {text}
              </span>
            ),
          )}
        </code>
      </pre>
    </div>
  );
}
