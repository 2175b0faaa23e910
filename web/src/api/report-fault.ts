const MOST_REPORTS = 10;
let reported = 0;

/**
 * Tells the gateway's log of a fault in the page: its kind and where, never its message, which may hold what a
 * person typed. At most ten for each page load.
 */
export function reportFault(error: Error, componentStack: string): void {
  reported += 1;
  if (reported > MOST_REPORTS) return;
  const body = JSON.stringify({
    name: error.name.slice(0, 60),
    // Lines of the bundle, so names of files and functions of ours.
    stack: (error.stack ?? "").split("\n").slice(1, 8).join("\n").slice(0, 1_000),
    component: componentStack.trim().split("\n").slice(0, 4).join("\n").slice(0, 400),
    page: location.pathname.slice(0, 200),
  });
  navigator.sendBeacon("/desk-report", new Blob([body], { type: "application/json" }));
}

/** Faults outside React: handlers, timers, promises nobody waited for. */
export function reportStrayFaults(): void {
  window.addEventListener("error", ({ error }) => {
    if (error instanceof Error) reportFault(error, "");
  });
  window.addEventListener("unhandledrejection", ({ reason }) => {
    if (reason instanceof Error && reason.name !== "ApiError") reportFault(reason, "");
  });
}
