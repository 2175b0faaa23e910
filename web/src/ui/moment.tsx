const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A time in the reader's own zone; with the milliseconds and UTC when it is pointed at. */
export function Moment({ atMs }: { readonly atMs: number }) {
  const date = new Date(atMs);
  const exact = date.toISOString();
  return (
    <time dateTime={exact} title={exact}>
      {day.format(date)}
    </time>
  );
}
