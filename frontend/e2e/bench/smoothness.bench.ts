import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { App } from '../support/app';
import { Person, type Room } from '../support/person';
import { GaplessServer } from '../support/server';

const ROOMS = 2_000;
const MESSAGES = 100_000;
const REPORT = resolve(import.meta.dirname, '../../../target/smoothness.md');

/** One line of the report. */
type Line = readonly [what: string, figure: string];

/** How the frames of a while went. */
interface Frames {
  /** The time from one frame to the next, in ms, the shortest first. */
  readonly times: readonly number[];
  /** How long the main thread was busy at a stretch, in ms, where that was more than 50. */
  readonly longTasks: readonly number[];
}

/** Alice's two thousand rooms, each with a message, and a long one with a hundred thousand. */
async function furnish(server: GaplessServer, alice: Person, bob: Person, long: Room): Promise<void> {
  await server.sql(
    `insert into messages (room_id, author_id, content, version, seq, created_at)
     select $1, case when n % 3 = 0 then $2::bigint else $3::bigint end,
            'message ' || n || repeat(' and some more words', n % 9), n + 2, n, now() - ($4 - n) * interval '1 second'
     from generate_series(1, $4::int) n`,
    [long.id, alice.id, bob.id, MESSAGES],
  );
  await server.sql(
    `update rooms set version = $2 + 2, seq = $2, last_message_id = (select max(id) from messages where room_id = $1)
     where id = $1`,
    [long.id, MESSAGES],
  );
  await server.sql(
    `with made as (
       insert into rooms (name, name_key, kind, created_by, version, member_count, seq, created_at, bumped_at)
       select 'Room ' || n, 'room ' || n, 'public', $1, 2, 1, 1, now(), now() - n * interval '1 minute'
       from generate_series(1, $2::int) n returning id),
     joined as (
       insert into members (room_id, user_id, role, joined_at, last_read_seq) select id, $1, 'owner', now(), 0 from made),
     said as (
       insert into messages (room_id, author_id, content, version, seq, created_at)
       select id, $1, 'the only message here', 2, 1, now() from made)
     select count(*) from made`,
    [alice.id, ROOMS],
  );
  await server.sql(
    `update rooms r set last_message_id = m.id from messages m where m.room_id = r.id and r.last_message_id is null`,
  );
  await server.sql(
    `update members set last_read_message_id = r.last_message_id, last_read_seq = r.seq from rooms r where r.id = room_id`,
  );
  await server.sql('analyze');
}

/** Watches the frames while something is done. */
async function framesOf(page: Page, deed: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const watch = { times: [] as number[], longTasks: [] as number[], on: true };
    Object.assign(globalThis, { watch });
    new PerformanceObserver((list) => {
      watch.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number) => {
      watch.times.push(now - last);
      last = now;
      if (watch.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await deed();
  return page.evaluate(() => {
    const { watch } = globalThis as unknown as { watch: { times: number[]; longTasks: number[]; on: boolean } };
    watch.on = false;
    return { times: watch.times.sort((a, b) => a - b), longTasks: watch.longTasks };
  });
}

function told({ times, longTasks }: Frames): string {
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  const longest = Math.max(0, ...longTasks);
  return `${times.length} frames: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms; longest task ${longest} ms`;
}

/** The wheel turns `turns` times over something. */
async function wheel(page: Page, testId: string, dy: number, turns: number): Promise<void> {
  const box = await page.getByTestId(testId).boundingBox();
  if (!box) throw new Error(`${testId} is not on the screen`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let i = 0; i < turns; i++) {
    await page.mouse.wheel(0, dy);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

async function msOf(deed: () => Promise<void>): Promise<string> {
  const start = performance.now();
  await deed();
  return `${Math.round(performance.now() - start)} ms`;
}

/** What the page has of nodes and of memory after a garbage collection. */
async function sizeOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  return `${nodes} elements, ${(usedSize / 1e6).toFixed(0)} MB of heap`;
}

test(`the app with ${ROOMS} rooms and ${MESSAGES} messages in one of them`, async ({ browser }) => {
  const server = await GaplessServer.start();
  const lines: Line[] = [];
  try {
    const alice = await Person.register(server.url, 'alice');
    const bob = await Person.register(server.url, 'bob');
    const long = await alice.createRoom('A long story');
    await bob.join(long);
    await furnish(server, alice, bob, long);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const app = await App.logIn(context, server.url, 'alice');
    const { page } = app;

    const loaded = async () => {
      await page.reload();
      await app.isConnected();
      await expect(page.getByTestId('room-item').first()).toBeVisible();
    };
    await loaded();
    lines.push(['from a reload to the list of rooms, connected', await msOf(loaded)]);
    lines.push(['the page then', await sizeOf(page)]);
    const list = () => wheel(page, 'room-list', 400, 150);
    lines.push(['scrolling through the rooms', told(await framesOf(page, list))]);
    await page.reload();
    await app.isConnected();

    const newest = page.getByTestId('message').last();
    const open = async () => {
      await app.openRoom(long);
      await expect(newest).toBeVisible();
    };
    lines.push(['opening the long room', await msOf(open)]);
    lines.push(['scrolling back in it', told(await framesOf(page, () => wheel(page, 'message-list', -600, 400)))]);
    lines.push(['the page then', await sizeOf(page)]);
    const [first] = await server.sql<{ id: string }>('select min(id)::text as id from messages where room_id = $1', [
      long.id,
    ]);
    const jump = async () => {
      await page.goto(`${server.url}/rooms/${long.id}?message=${first?.id ?? ''}`);
      await expect(page.locator(`[data-message-id="${first?.id ?? ''}"]`)).toBeVisible();
    };
    lines.push(['from a link to its first message, with a reload', await msOf(jump)]);

    await page.goto(`${server.url}/rooms/${long.id}`);
    await app.isConnected();
    await expect(newest).toBeVisible();
    const talk = async () => {
      for (let i = 0; i < 700; i++) await bob.post(long, `quick ${i}`);
      await expect(app.lastMessage).toHaveText('quick 699');
    };
    lines.push(['700 messages, as fast as one person can post, in the open room', told(await framesOf(page, talk))]);
    const write = () => page.getByTestId('composer').pressSequentially('The quick brown fox jumps over the lazy dog');
    lines.push(['writing 43 letters', told(await framesOf(page, write))]);
    await page.getByTestId('composer').fill('');

    const rooms = page.getByTestId('room-item');
    const change = async () => {
      for (let i = 1; i <= 10; i++) {
        const name = await rooms.nth(i).getByTestId('room-item-name').innerText();
        await rooms.nth(i).click();
        await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
        await expect(page.getByTestId('message-text').last()).toHaveText('the only message here');
      }
    };
    lines.push(['opening ten rooms, one after the other', await msOf(change)]);
  } finally {
    await server.stop();
  }
  const report = ['| | |', '|---|---|', ...lines.map((line) => `| ${line.join(' | ')} |`), ''].join('\n');
  writeFileSync(REPORT, report);
  console.log(report);
});
