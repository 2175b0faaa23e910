import { gauge, type Sample } from "../../src/domain/metrics/sample.ts";

/** What /metrics shows of an outbox; `parked` are those of its rows that were set aside. */
export function outboxGauges({ rows, parked }: { readonly rows: number; readonly parked: number }): Sample[] {
  return [
    gauge("sallyport_outbox_messages", { state: "waiting" }, rows - parked),
    gauge("sallyport_outbox_messages", { state: "set_aside" }, parked),
  ];
}
