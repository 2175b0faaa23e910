import { parsePlainJson } from "../../../src/domain/json/strict.ts";
import { type Notice, noticeSchema } from "../../../src/domain/notices/notice.ts";

/** Notices of another object's outbox; null when one of them cannot be read, so that none is taken. */
export function readNotices(messages: readonly string[]): Notice[] | null {
  const read: Notice[] = [];
  for (const message of messages) {
    const plain = parsePlainJson(message);
    const notice = noticeSchema.safeParse(plain.ok ? plain.value : null);
    if (!notice.success) return null;
    read.push(notice.data);
  }
  return read;
}
