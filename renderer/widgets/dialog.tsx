import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A modal dialog: heading, body, buttons at the end. Escape closes it where `onClose` is given. */
export function Dialog({
  title,
  children,
  buttons,
  onClose,
  isWide = false,
  role = 'dialog',
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly buttons: ReactNode;
  readonly onClose?: () => void;
  readonly isWide?: boolean;
  readonly role?: 'dialog' | 'alertdialog';
}): ReactNode {
  return (
    <ModalOverlay
      className="dialog-back"
      isOpen
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose?.();
      }}
    >
      <Modal className={`dialog ${isWide ? 'wide' : ''}`}>
        <AriaDialog role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div className="body">{children}</div>
          <div className="buttons">{buttons}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
