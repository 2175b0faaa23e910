import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callPatiently } from "../../api/call-patiently.ts";
import { fileName, saveFile } from "../../ui/save-file.ts";
import { alertsAsCsv } from "./alert-csv.ts";
import { type AlertFilter, alertsPath } from "./alert-filter.ts";
import { type AlertPage, type AlertRow, alertPageSchema } from "./alert-schemas.ts";

const PAGE = 200;
/** More than this is a case for the API; a browser would have to hold it all. */
const MOST_ROWS = 10_000;

interface ExportCsvProps {
  readonly filter: AlertFilter;
  readonly nameOf: (strategyId: string) => string;
}

/** Fetches the filtered list to its end and gives it to the browser as a file. */
export function ExportCsv({ filter, nameOf }: ExportCsvProps) {
  const [count, setCount] = useState(0);
  const run = useMutation({
    mutationFn: async () => {
      setCount(0);
      const rows = await everyRow(filter, setCount);
      saveFile(fileName("alerts"), alertsAsCsv(rows, nameOf), "text/csv;charset=utf-8");
      return rows.length;
    },
  });
  return (
    <>
      <Button variant="default" size="xs" loading={run.isPending} onClick={() => run.mutate()}>
        Export as CSV
      </Button>
      <Text size="xs" c={run.isError ? "red.3" : "dimmed"} role="status">
        {run.isPending && `${count} alerts fetched…`}
        {run.isError && `Not exported: ${run.error.message}`}
        {run.isSuccess && `${run.data} alerts exported${run.data >= MOST_ROWS ? ", the newest" : ""}.`}
      </Text>
    </>
  );
}

async function everyRow(filter: AlertFilter, onCount: (count: number) => void): Promise<AlertRow[]> {
  const rows: AlertRow[] = [];
  let cursor: string | null = null;
  do {
    const page: AlertPage = await callPatiently(alertsPath(filter, PAGE, cursor), alertPageSchema);
    rows.push(...page.items);
    onCount(rows.length);
    cursor = page.next;
  } while (cursor !== null && rows.length < MOST_ROWS);
  return rows.slice(0, MOST_ROWS);
}
