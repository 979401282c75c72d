import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Listener, Person } from './support/person';
import { GaplessServer, newHome } from './support/server';

test('a slot that was emptied is state lost, not a silent gap', async () => {
  const server = await GaplessServer.start();
  try {
    const alice = await Person.register(server.url, 'alice');
    const room = await alice.createRoom('Slots');
    const listener = await Listener.of(alice, (await alice.sync()).position);
    await alice.post(room, 'before');
    await expect.poll(() => listener.contents).toEqual(['before']);

    await server.sql(`
      do $$
      begin
        loop
          perform pg_terminate_backend(active_pid) from pg_replication_slots where active;
          begin
            perform pg_drop_replication_slot(slot_name) from pg_replication_slots;
            exit;
          exception when object_in_use then null;
          end;
        end loop;
      end $$`);

    await expect.poll(() => listener.stateLost, { timeout: 30_000 }).toBe(1);
    await alice.post(room, 'after');
    await expect.poll(() => listener.contents).toEqual(['before', 'after']);
    listener.close();
  } finally {
    await server.stop();
  }
});

test('a database restored from a backup is state lost, also where its offsets look familiar', async () => {
  const home = newHome();
  const backup = newHome();
  const data = join(home, 'postgres');
  try {
    let server = await GaplessServer.start({ home });
    const { port } = server;
    const alice = await Person.register(server.url, 'alice');
    const room = await alice.createRoom('Backups');
    await server.stop();
    cpSync(data, backup, { recursive: true });

    server = await GaplessServer.start({ home, port });
    const listener = await Listener.of(alice, (await alice.sync()).position);
    await alice.post(room, 'never happened');
    await expect.poll(() => listener.contents).toEqual(['never happened']);
    await server.stop();

    // The restore: the backup's files, brought up by archive recovery, which begins a new timeline.
    rmSync(data, { recursive: true });
    cpSync(backup, data, { recursive: true });
    writeFileSync(join(data, 'recovery.signal'), '');
    appendFileSync(join(data, 'postgresql.auto.conf'), "restore_command = 'false'\n");
    server = await GaplessServer.start({ home, port });
    for (let i = 0; i < 20; i++) await alice.post(room, `after the restore ${i}`);

    await expect.poll(() => listener.stateLost, { timeout: 30_000 }).toBe(1);
    listener.close();
    await server.stop();
  } finally {
    rmSync(home, { recursive: true, force: true });
    rmSync(backup, { recursive: true, force: true });
  }
});
