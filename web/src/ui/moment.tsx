const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "short" });

interface MomentProps {
  readonly atMs: number;
  /** As short as can be: of today only the time. For tables that are read beside a clock. */
  readonly brief?: boolean;
}

/** A time in the reader's own zone; with the milliseconds and UTC when it is pointed at. */
export function Moment({ atMs, brief = false }: MomentProps) {
  const date = new Date(atMs);
  const exact = date.toISOString();
  const isToday = date.toDateString() === new Date().toDateString();
  const format = brief ? (isToday ? time : dayAndTime) : day;
  return (
    <time dateTime={exact} title={exact}>
      {format.format(date)}
    </time>
  );
}
