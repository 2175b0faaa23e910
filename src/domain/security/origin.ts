/** From where somebody logs in, as far as it is remembered: the program, the system, the country. */
export interface LoginOrigin {
  /** Such as `Firefox on Windows`; coarse on purpose, so that an update is no new device. */
  readonly device: string;
  /** Two letters (ISO 3166-1), or null where the platform does not tell. */
  readonly country: string | null;
}

/** In this order: most of them carry the names of those below in their own. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?(?:iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
  [/^curl\//i, "curl"],
  [/\bpython-requests\/|\bpython\b|\baiohttp\//i, "Python"],
  [/\bnode\b|\bundici\b/i, "Node"],
  [/\bGo-http-client\//, "Go"],
];

const PLATFORMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, "Android"],
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

const COUNTRY = /^[A-Z]{2}$/;
const WRITTEN = /^(.{1,60}?)(?:, ([A-Z]{2}))?$/;
/** Longer ones are cut: the header is whatever the client likes. */
const LONGEST_AGENT = 512;

/** The device of a User-Agent header. */
export function deviceOf(userAgent: string | null): string {
  if (userAgent === null || userAgent === "") return "unknown program";
  const text = userAgent.slice(0, LONGEST_AGENT);
  const family = FAMILIES.find(([pattern]) => pattern.test(text))?.[1] ?? "other program";
  const platform = PLATFORMS.find(([pattern]) => pattern.test(text))?.[1];
  return platform === undefined ? family : `${family} on ${platform}`;
}

/** The origin of a request. `country` is what the platform says; anything but two letters counts as unknown. */
export function originOf(userAgent: string | null, country: unknown): LoginOrigin {
  const known = typeof country === "string" && COUNTRY.test(country) && country !== "XX";
  return { device: deviceOf(userAgent), country: known ? country : null };
}

/** As it stands in an audit entry's `agent`, which is personal and can be deleted. */
export function originText({ device, country }: LoginOrigin): string {
  return country === null ? device : `${device}, ${country}`;
}

/** The origin in an entry's `agent`. */
export function readOrigin(text: string): LoginOrigin | null {
  const found = WRITTEN.exec(text);
  const device = found?.[1];
  return device === undefined ? null : { device, country: found?.[2] ?? null };
}
