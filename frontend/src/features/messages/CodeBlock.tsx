import { useEffect, useState } from 'react';
import { copy } from './copy';
import type { CodePart } from './highlight';

interface Props {
  readonly code: string;
  readonly language: string;
}

/** What was coloured last, which may be what stood here before an edit. */
interface Coloured extends Props {
  readonly parts: readonly CodePart[];
}

/** A piece of code. Its colours come a moment later, when the module that knows languages is here. */
export function CodeBlock({ code, language }: Props) {
  const [coloured, setColoured] = useState<Coloured | null>(null);

  useEffect(() => {
    if (language === '') return undefined;
    let wanted = true;
    import('./highlight').then(
      ({ highlight }) => {
        if (wanted) setColoured({ code, language, parts: highlight(code, language) });
      },
      () => undefined, // Without colours it can still be read.
    );
    return () => {
      wanted = false;
    };
  }, [code, language]);

  const isCurrent = coloured?.code === code && coloured.language === language;
  const parts = isCurrent ? coloured.parts : [{ text: code, className: undefined }];
  return (
    <div className="code">
      <button type="button" className="code__copy" onClick={() => copy(code, 'Code copied')}>
        Copy
      </button>
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
