import type { ResourceDescription } from "../../openapi/description.ts";

export const metricsDescription: ResourceDescription = {
  name: "Metrics",
  about: "What one tenant's objects have counted, for Prometheus.",
  routes: [
    {
      route: "GET /metrics",
      summary: "Scrape the metrics",
      about:
        "In the text format of Prometheus or in OpenMetrics, as `Accept` asks. Objects that cannot be asked in time are missing from the answer.",
      access: "An API token with the scope `metrics`, as a bearer token.",
      headers: [{ name: "Authorization", about: "`Bearer sp_api_…`", required: true }],
      answers: [{ status: 200, about: "The samples.", type: "text/plain" }],
      problems: [
        "unauthorized",
        "invalid_token",
        "malformed_token",
        "token_expired",
        "forbidden",
        "address_not_allowed",
        "rate_limited",
        "address_blocked",
      ],
    },
  ],
};
