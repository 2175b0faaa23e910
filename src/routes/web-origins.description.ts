import * as z from "zod";
import type { ResourceDescription } from "../openapi/description.ts";
import { originsSchema } from "./web-origins.ts";

const shownSchema = z.object({ origins: z.array(z.string()) });

export const webOriginsDescription: ResourceDescription = {
  name: "Origins of web programs",
  about:
    "Pages of other origins may call the API with a bearer token when the tenant has named their origin. Cookies are never taken from another origin.",
  routes: [
    {
      route: "GET /api/settings/origins",
      summary: "List the origins",
      answers: [{ status: 200, about: "Those that are allowed.", schema: shownSchema }],
    },
    {
      route: "PUT /api/settings/origins",
      summary: "Set the origins",
      about:
        "All of them, exactly as browsers send them: `https://app.example.com`. An origin that is left out is closed from the next call on.",
      body: originsSchema,
      example: { origins: ["https://app.example.com"] },
      answers: [{ status: 200, about: "Those that are allowed now.", schema: shownSchema }],
      problems: ["invalid_origin"],
    },
  ],
};
