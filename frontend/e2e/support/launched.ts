import type { Launched, ServerName } from '../conformance/support/servers';

/** A server may have to be started; on a busy machine that takes longer than a test may. */
export const START_MS = 240_000;

/** A server that tests share, by its name in servers.ts; it is started when it is first asked for. */
export async function launched(name: ServerName): Promise<Launched> {
  const launcher = process.env['GAPLESS_LAUNCHER'];
  if (launcher === undefined) throw new Error('no launcher: see globalSetup in playwright.config.ts');
  const response = await fetch(`${launcher}/${name}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Launched;
}
