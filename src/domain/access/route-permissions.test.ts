import { expect, test } from "vitest";
import { matchRow, routeRows } from "./route-permissions.ts";

test("every row is found by its own method and path, and by no other method", () => {
  for (const row of routeRows) {
    const path = row.path.replace(":accountId", "acc_1").replace(/:[a-zA-Z]+/g, "x");
    const found = matchRow(row.method, path);
    expect(found?.row, row.path).toBe(row);
    expect(found?.accountId).toBe(row.path.includes(":accountId") ? "acc_1" : null);
    expect(matchRow("TRACE", path)).toBeNull();
  }
});

test("no two rows are for the same requests", () => {
  const shapes = routeRows.map(({ method, path }) => `${method} ${path.replace(/:[a-zA-Z]+/g, ":")}`);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test("a path that is no route has no row", () => {
  for (const path of [
    "",
    "/",
    "/api",
    "/api/",
    "/api/accounts/",
    "/api/accounts//orders",
    "/api/accounts/a/b/c/d",
  ]) {
    expect(matchRow("GET", path)).toBeNull();
  }
});

test("ASVS 3.5.3: nothing that needs a confirmation is a GET", () => {
  expect(routeRows.filter(({ method, confirm }) => method === "GET" && confirm !== undefined)).toEqual([]);
});

test("what is open to anybody is what people log in with, and what they are asked when they sign up", () => {
  const open = routeRows.filter(({ needs, path }) => needs === "public" && path !== "/api/auth/consents");
  expect(open.every(({ method, path }) => method === "POST" && path.startsWith("/api/auth/"))).toBe(true);
  expect(routeRows.filter(({ path }) => path === "/api/auth/consents").map(({ method }) => method)).toEqual([
    "GET",
  ]);
});
