import { type Action, matrix } from "../../../src/domain/access/roles.ts";
import { usePerson } from "./session.tsx";

/**
 * Whether the person's role has something to do there, so that a page hides what would only be refused. The gateway
 * decides: it also knows to which accounts somebody is confined.
 */
export function useMay(action: Action): boolean {
  const { role } = usePerson();
  return role !== null && matrix[role][action] !== "no";
}
