// First of all: schemas are made when their files are loaded.
import "./api/without-eval.ts";
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "./style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reportStrayFaults } from "./api/report-fault.ts";
import { App } from "./app.tsx";
import { tellNonce } from "./ui/page-nonce.ts";
import { allowStyleText } from "./ui/trusted-types.ts";

allowStyleText();
tellNonce();
reportStrayFaults();
const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place for the application");
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
