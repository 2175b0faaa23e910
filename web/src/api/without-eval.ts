import * as z from "zod";

// zod tries whether it may compile schemas to code; the page's policy refuses that, and would report each attempt.
z.config({ jitless: true });
