import { useMemo } from "react";
import { encode } from "uqr";

const QUIET_ZONE = 4;

interface QrProps {
  /** What a telephone reads from it. */
  readonly text: string;
  /** What it is, for who cannot see it: the text itself is beside it on the page. */
  readonly label: string;
}

/** A QR code as SVG elements: no image and no markup from text, so the page's policy has nothing to refuse. */
export function Qr({ text, label }: QrProps) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: QUIET_ZONE, ecc: "M" });
    const dark = code.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: code.size, path: dark.join("") };
  }, [text]);
  return (
    // Black on white in every colour scheme: some readers know nothing else.
    <svg viewBox={`0 0 ${size} ${size}`} width={200} height={200} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
