import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deferred } from '../../lib/deferred';
import type { ReadState } from '../../model/types';
import { ReadReports } from './readReports';

const mark = { last_read_message_id: 9, last_read_seq: 9 };
const report = vi.fn<(roomId: number, messageId: number) => Promise<ReadState>>(() => Promise.resolve(mark));
const onAnswer = vi.fn();
let reads: ReadReports;

beforeEach(() => {
  vi.useFakeTimers();
  report.mockClear();
  reads = new ReadReports({ report, onAnswer });
});

afterEach(() => {
  reads.close();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(1_000);

test('after fresh state, what was seen before is neither told nor in the way', async () => {
  reads.seen(7, 100);
  await settle();
  const answer = deferred<ReadState>();
  report.mockReturnValueOnce(answer.promise);
  reads.seen(7, 101);
  await settle();
  reads.seen(8, 50);
  reads.clear();
  onAnswer.mockClear();
  answer.resolve(mark);
  await settle();
  expect(onAnswer).not.toHaveBeenCalled();
  expect(report).not.toHaveBeenCalledWith(8, 50);
  reads.seen(7, 9);
  await settle();
  expect(report).toHaveBeenLastCalledWith(7, 9);
});
