import type { Page } from "playwright-core";
import * as z from "zod";
import { instructionSchema } from "../../../src/domain/order/instruction.ts";
import type { Trading } from "../../support/trading.ts";

/** What is typed into a ticket; fields that are absent are left as they are. */
export interface Typed {
  readonly type?: "Market" | "Limit" | "Stop";
  readonly size?: string;
  readonly entry?: string;
  readonly stopPips?: string;
  readonly targetPips?: string;
}

/** Fills the order ticket of the desk in. */
export async function fillTicket(
  page: Page,
  { type, size, entry, stopPips, targetPips }: Typed,
): Promise<void> {
  const ticket = page.getByRole("form", { name: "Order ticket" });
  const fill = async (name: string, text: string | undefined): Promise<void> => {
    if (text !== undefined) await ticket.getByRole("textbox", { name, exact: true }).fill(text);
  };
  if (type !== undefined) await ticket.getByText(type, { exact: true }).click();
  await fill("Size", size);
  await fill("Entry price", entry);
  await fill("Stop loss", stopPips);
  await fill("Take profit", targetPips);
}

/** A figure of the ticket's preview, by its name. */
export async function previewed(page: Page, name: string): Promise<string> {
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.and(page.locator("[aria-busy=false]")).waitFor();
  return (await preview.locator("div").filter({ hasText: name }).locator("dd").first().textContent()) ?? "";
}

const orderPageSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      instruction: instructionSchema,
      filledLots: z.string(),
      averagePrice: z.string().nullable(),
    }),
  ),
});

/** The ledger's newest orders. */
export async function newestOrders({ api, installation }: Trading, limit = 5) {
  const { id } = installation.ready.account;
  return orderPageSchema.parse((await api.raw(`/api/accounts/${id}/orders?limit=${limit}`)).body).items;
}
