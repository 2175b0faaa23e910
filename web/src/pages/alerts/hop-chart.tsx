import { Table, Text } from "@mantine/core";
import { Moment } from "../../ui/moment.tsx";
import { Wide } from "../../ui/wide.tsx";
import { durationWords } from "../../words/duration.ts";
import { barShare, type Hop, scaleEnd, type Way } from "./hops.ts";
import "./hop-chart.css";

interface HopChartProps {
  readonly ways: readonly Way[];
  /** How an order is called here. */
  readonly nameOf: (orderId: string) => string;
}

/** The way through both doors: every hop with its milliseconds, as numbers and as bars on one scale. */
export function HopChart({ ways, nameOf }: HopChartProps) {
  const end = scaleEnd(ways);
  return (
    <>
      <Wide label="timeline" minWidth={300}>
        <Table aria-label="Timeline" verticalSpacing={4} className="hops">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Step</Table.Th>
              <Table.Th ta="right">Took</Table.Th>
              <Table.Th>What happened meanwhile</Table.Th>
              <Table.Th visibleFrom="md">At</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {ways.map(({ orderId, hops }) => (
            <Table.Tbody key={orderId ?? "alert"}>
              {ways.length > 1 && (
                <Table.Tr>
                  <Table.Th colSpan={4} scope="rowgroup" fz="xs" c="dimmed">
                    {orderId === null ? "The alert" : nameOf(orderId)}
                  </Table.Th>
                </Table.Tr>
              )}
              {hops.map((hop, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a way only grow at their end
                <Row key={index} hop={hop} end={end} />
              ))}
            </Table.Tbody>
          ))}
        </Table>
      </Wide>
      <Text size="xs" c="dimmed">
        Bars are logarithmic: each line is ten times the one before, from 1 ms to {durationWords(end)}.
        Colours: <span className="key owner-outside">outside</span>{" "}
        <span className="key owner-gateway">gateway</span>{" "}
        <span className="key owner-agent">trading machine</span>{" "}
        <span className="key owner-broker">broker</span>
      </Text>
    </>
  );
}

function Row({ hop, end }: { readonly hop: Hop; readonly end: number }) {
  const { step, at, ms, owner, words, backMs } = hop;
  return (
    <Table.Tr>
      <Table.Td>{step.replaceAll("_", " ")}</Table.Td>
      <Table.Td ta="right" className="took">
        {ms === null ? "–" : durationWords(ms)}
      </Table.Td>
      <Table.Td className="meanwhile">
        {ms !== null && owner !== "later" && <Bar share={barShare(ms, end)} end={end} owner={owner} />}
        <Text size="xs" c="dimmed">
          {words}
          {backMs !== null && backMs > 0 && `; the news took ${durationWords(backMs)}`}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md" className="took">
        <Text size="xs" c="dimmed" span>
          <Moment atMs={at} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

const WIDTH = 200;

interface BarProps {
  readonly share: number;
  readonly end: number;
  readonly owner: string;
}

/** The number beside it says the same to those who do not see it. */
function Bar({ share, end, owner }: BarProps) {
  const lines: number[] = [];
  for (let ms = 1; ms <= end; ms *= 10) lines.push(barShare(ms, end) * WIDTH);
  return (
    <svg className="bar" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden focusable="false">
      {lines.map((x) => (
        <line key={x} x1={x} x2={x} y1={0} y2={10} className="scale" vectorEffect="non-scaling-stroke" />
      ))}
      <rect x={0} y={2} width={Math.max(share * WIDTH, 1)} height={6} className={`owner-${owner}`} />
    </svg>
  );
}
