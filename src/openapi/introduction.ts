/** The first words of the document; CommonMark, of which the page at /docs reads paragraphs, `code` and lists. */
export const INTRODUCTION = `JSON over HTTPS. Times are epoch milliseconds, prices, lots and money are decimal strings, tickets are strings.

**Who asks.** Send \`Authorization: Bearer …\` with an access token of a person, an API token (\`sp_api_…\`) or the operator's token (\`sp_own_…\`). Browsers of people hold two cookies instead, and send \`X-CSRF-Token\` with every write. What one may do follows from the role, which each route names.

**Bodies** are read strictly: UTF-8, announced as \`application/json\`, at most 64 KiB, no duplicate keys, no number that a program would change, no unknown field, no conversion of types. Answers may get further fields: ignore those that you do not know.

**Refusals** are problem documents (RFC 9457) with a stable \`code\`, a sentence, and where there is something to do about it a \`hint\`. Any route may also answer 404 \`not_found\`, 403 \`https_required\` over plain HTTP, 500 \`internal_error\` and 503 \`unavailable\`. What is somebody else's answers like what does not exist.

**Lists** are \`{"items": […], "next": …}\`. Where a list is paged, \`next\` is the \`cursor\` of the next page, and null on the last one.

**Confirmations.** A route that wants one answers \`step_up_needed\` without it. Announce the request at \`POST /api/auth/step-up\`, prove at \`POST /api/auth/step-up/proof\` that it is you, take the new access token from the answer (a browser has it in its cookie), and send the request itself with it and \`X-Step-Up: <token>\` within 5 minutes, once.

**Limits.** Answers carry \`RateLimit\` and \`RateLimit-Policy\`, refusals for too many calls \`Retry-After\`. A tenant sets limits of its own at \`PUT /api/settings/limits\`.

**Programs in browsers** of other origins may call with a bearer token when the tenant has named their origin at \`PUT /api/settings/origins\`. Cookies are never taken from another origin.`;
