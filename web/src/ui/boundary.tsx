import { Component, type ErrorInfo, type ReactNode } from "react";
import { reportFault } from "../api/report-fault.ts";
import { Failure } from "./failure.tsx";

interface BoundaryState {
  readonly error: Error | null;
}

/** Catches what breaks inside, reports it, and leaves the rest of the page alone. */
export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override readonly state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: Error): BoundaryState {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    reportFault(error, info.componentStack ?? "");
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Failure error={error} retry={() => this.setState({ error: null })} />;
  }
}
