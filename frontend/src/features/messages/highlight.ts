import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  json,
  kotlin,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});
lowlight.registerAlias({ typescript: ['javascript', 'js', 'jsx', 'mjs'], bash: ['shell', 'console'] });

/** A piece of code of one colour. */
export interface CodePart {
  readonly text: string;
  readonly className: string | undefined;
}

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

/** The parts of a piece of code; one part for a language that is not known. This module is large: load it when needed. */
export function highlight(code: string, language: string): CodePart[] {
  const name = language.toLowerCase();
  if (!lowlight.registered(name)) return [{ text: code, className: undefined }];
  return partsOf(lowlight.highlight(name, code).children, undefined);
}

function partsOf(nodes: Nodes, className: string | undefined): CodePart[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return [{ text: node.value, className }];
    if (node.type !== 'element') return [];
    const names = node.properties.className;
    const own = Array.isArray(names) ? names.join(' ') : className;
    return partsOf(node.children, own);
  });
}
