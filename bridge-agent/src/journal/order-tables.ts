import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { type OrderEvent, orderEventSchema } from "../../../src/domain/order/events.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { magicOfOrder } from "./magic.ts";
import {
  type Order,
  type OrderOrigin,
  orderOriginSchema,
  orderRowSchema,
  type Remembered,
  readInstruction,
  readRules,
  reportedSchema,
  type Standing,
  type Step,
  type StepDeal,
  stepDealSchema,
  stepRequestSchema,
  stepResultSchema,
  stepRowSchema,
} from "./records.ts";

const standingRowSchema = z.object({ state: z.string(), reported: z.string(), ended: z.string().nullable() });
const bodyRowSchema = z.object({ body: z.string() });
const stepNumberSchema = z.object({ step: z.number().int() });
const instructionRowSchema = z.object({ instruction: z.string().nullable() });
const originRowSchema = z.object({ origin: orderOriginSchema });
const idRowSchema = z.object({ order_id: z.string() });

/** The tables `orders`, `steps` and `deals` of the journal. */
export class OrderTables {
  readonly #standing: StatementSync;
  readonly #saveOrder: StatementSync;
  readonly #instruction: StatementSync;
  readonly #saveStep: StatementSync;
  readonly #insertDeal: StatementSync;
  readonly #dealsOf: StatementSync;
  readonly #allDealsOf: StatementSync;
  readonly #openOrders: StatementSync;
  readonly #stepsOf: StatementSync;
  readonly #byMagic: StatementSync;
  readonly #originOf: StatementSync;
  readonly #stepDealsOf: StatementSync;

  constructor(prepare: (sql: string) => StatementSync) {
    this.#standing = prepare("SELECT state, reported, ended FROM orders WHERE order_id = ?");
    this.#saveOrder = prepare(
      `INSERT INTO orders
         (order_id, seq, state, after_id, deadline_ms, instruction, reported, ended, rules, magic, origin)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (order_id) DO UPDATE SET
         state = excluded.state, reported = excluded.reported, ended = excluded.ended`,
    );
    this.#instruction = prepare("SELECT instruction FROM orders WHERE order_id = ?");
    this.#saveStep = prepare(
      `INSERT INTO steps
         (order_id, step, phase, state, submitted, request, result, gone, passed_at_ms, passed_to)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (order_id, step) DO UPDATE SET
         state = excluded.state, submitted = excluded.submitted, result = excluded.result,
         gone = excluded.gone, passed_at_ms = excluded.passed_at_ms, passed_to = excluded.passed_to`,
    );
    this.#insertDeal = prepare(
      "INSERT INTO deals (deal, order_id, step, body) VALUES (?, ?, ?, ?) ON CONFLICT (deal) DO NOTHING",
    );
    this.#dealsOf = prepare("SELECT body FROM deals WHERE order_id = ? AND step = ?");
    this.#allDealsOf = prepare("SELECT body FROM deals WHERE order_id = ? ORDER BY step");
    this.#stepDealsOf = prepare("SELECT step, body FROM deals WHERE order_id = ? ORDER BY step");
    this.#openOrders = prepare("SELECT * FROM orders WHERE state IN ('accepted', 'running') ORDER BY seq");
    this.#stepsOf = prepare("SELECT * FROM steps WHERE order_id = ? ORDER BY step");
    this.#originOf = prepare("SELECT origin FROM orders WHERE order_id = ?");
    this.#byMagic = prepare("SELECT order_id FROM orders WHERE magic = ?");
  }

  standing(orderId: string): Standing | undefined {
    const found = this.#standing.get(orderId);
    if (found === undefined) return undefined;
    const row = standingRowSchema.parse(found);
    if (row.ended !== null) {
      const event = orderEventSchema.parse(JSON.parse(row.ended));
      const code = "refusal" in event ? (event.refusal?.code ?? null) : null;
      return { standing: "ended", event: event.event, code };
    }
    return { standing: "open" };
  }

  remembered(orderId: string): Remembered | undefined {
    const found = this.#standing.get(orderId);
    if (found === undefined) return undefined;
    const { state, reported, ended } = standingRowSchema.parse(found);
    const event = ended === null ? null : orderEventSchema.parse(JSON.parse(ended));
    if (state === "refused") return { reported: null, deals: [], ended: event };
    const deals = this.#allDealsOf.all(orderId).map(readDeal);
    return { reported: reportedSchema.parse(JSON.parse(reported)), deals, ended: event };
  }

  instructionOf(orderId: string): Instruction | null {
    const row = this.#instruction.get(orderId);
    return row === undefined ? null : readInstruction(instructionRowSchema.parse(row).instruction);
  }

  saveOrder(order: Order, ended: OrderEvent | null): void {
    const state = ended !== null ? "settled" : order.steps.length > 0 ? "running" : "accepted";
    this.#saveOrder.run(
      order.orderId,
      order.seq,
      state,
      order.after,
      order.deadlineMs,
      order.instruction === null ? null : JSON.stringify(order.instruction),
      JSON.stringify(order.reported),
      ended === null ? null : JSON.stringify(ended),
      JSON.stringify(order.rules),
      magicOfOrder(order.orderId),
      order.origin,
    );
  }

  refuse(orderId: string, seq: number, ended: OrderEvent): void {
    const magic = magicOfOrder(orderId);
    const end = JSON.stringify(ended);
    this.#saveOrder.run(orderId, seq, "refused", null, 0, null, "{}", end, null, magic, "gateway");
  }

  saveStep(orderId: string, step: Step): void {
    this.#saveStep.run(
      orderId,
      step.step,
      step.phase,
      step.result !== null ? "known" : step.passed ? "passed" : "planned",
      step.submitted ? 1 : 0,
      step.request === null ? null : JSON.stringify(step.request),
      step.result === null ? null : JSON.stringify(step.result),
      step.gone,
      step.passedAtMs,
      step.passedTo,
    );
  }

  originOf(orderId: string): OrderOrigin | undefined {
    const row = this.#originOf.get(orderId);
    return row === undefined ? undefined : originRowSchema.parse(row).origin;
  }

  /** The order whose steps carry such magic numbers; `orderPart` of one of them is asked for. */
  orderByMagic(magic: string): string | undefined {
    const row = this.#byMagic.get(magic);
    return row === undefined ? undefined : idRowSchema.parse(row).order_id;
  }

  addDeal(orderId: string, step: number, deal: StepDeal): boolean {
    return this.#insertDeal.run(deal.deal, orderId, step, JSON.stringify(deal)).changes === 1;
  }

  dealsOf(orderId: string, step: number): StepDeal[] {
    return this.#dealsOf.all(orderId, step).map(readDeal);
  }

  dealSteps(orderId: string): Map<number, StepDeal[]> {
    const steps = new Map<number, StepDeal[]>();
    for (const row of this.#stepDealsOf.all(orderId)) {
      const { step } = stepNumberSchema.parse(row);
      steps.set(step, [...(steps.get(step) ?? []), readDeal(row)]);
    }
    return steps;
  }

  openOrders(): Order[] {
    return this.#openOrders.all().map((found) => {
      const row = orderRowSchema.parse(found);
      return {
        orderId: row.order_id,
        seq: row.seq,
        origin: row.origin,
        after: row.after_id,
        deadlineMs: row.deadline_ms,
        rules: readRules(row.rules),
        instruction: readInstruction(row.instruction),
        steps: this.#stepsOf.all(row.order_id).map((step) => this.#step(row.order_id, step)),
        reported: reportedSchema.parse(JSON.parse(row.reported)),
      };
    });
  }

  #step(orderId: string, found: unknown): Step {
    const row = stepRowSchema.parse(found);
    return {
      step: row.step,
      phase: row.phase,
      request: row.request === null ? null : stepRequestSchema.parse(JSON.parse(row.request)),
      passed: row.state !== "planned",
      submitted: row.submitted === 1,
      passedAtMs: row.passed_at_ms,
      passedTo: row.passed_to,
      unknown: null,
      result: row.result === null ? null : stepResultSchema.parse(JSON.parse(row.result)),
      gone: row.gone,
      deals: this.dealsOf(orderId, row.step),
    };
  }
}

function readDeal(row: unknown): StepDeal {
  return stepDealSchema.parse(JSON.parse(bodyRowSchema.parse(row).body));
}
