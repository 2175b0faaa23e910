import { Button, type ButtonProps, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { named } from "./named.ts";

interface DialogProps extends Omit<ButtonProps, "children"> {
  /** What the button says. */
  readonly label: string;
  /** What the dialog is about, and what screen readers say for the button. */
  readonly title: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a form. What was typed is forgotten when it is closed. */
export function Dialog({ label, title, children, ...look }: DialogProps) {
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button aria-label={named(label, title)} {...look} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={title}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open && children(close)}
      </Modal>
    </>
  );
}
