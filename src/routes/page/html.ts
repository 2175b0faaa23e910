import { PAGE_SCRIPT } from "./script.ts";
import { PAGE_STYLE } from "./style.ts";

/** The page at `/` until the trading desk replaces it. `nonce` must be new for every answer. */
export function pageHtml(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sallyport</title>
<style nonce="${nonce}">${PAGE_STYLE}</style>
</head>
<body>
<header><h1>Sallyport</h1><span class="quiet">latest alerts</span><span id="status" role="status"></span></header>
<main>
<form id="sign-in" autocomplete="off">
<p>Paste an API token (sp_own_…). It stays in this page's memory and is gone when the page is closed.</p>
<input id="token" type="password" autocomplete="off" aria-label="API token" required>
<button type="submit">Show alerts</button>
</form>
<div id="alerts"></div>
</main>
<script nonce="${nonce}">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
