import { Button, Group, Modal, Slider } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { errorText } from '../../lib/http';
import './AvatarDialog.css';
import { moved, NEAREST, WHOLE } from './crop';
import { draw, encode, sizeOf } from './picture';

export interface Picture {
  readonly image: HTMLImageElement;
  readonly type: string;
}

interface Props {
  /** Null: none to choose from. */
  readonly picture: Picture | null;
  readonly onClose: () => void;
  /** Sends the square; a rejection is shown. */
  readonly onSave: (square: Blob) => Promise<void>;
}

/** Chooses the square of a picture that others are to see. */
export function AvatarDialog({ picture, onClose, onSave }: Props) {
  return (
    <Modal opened={picture !== null} onClose={onClose} title="Your picture" centered size="sm">
      {picture && <Cropper picture={picture} onCancel={onClose} onSave={onSave} />}
    </Modal>
  );
}

interface CropperProps {
  readonly picture: Picture;
  readonly onCancel: () => void;
  readonly onSave: (square: Blob) => Promise<void>;
}

const SIDE = 280;
const STEPS: Partial<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-0.05, 0],
  ArrowRight: [0.05, 0],
  ArrowUp: [0, -0.05],
  ArrowDown: [0, 0.05],
};

function Cropper({ picture, onCancel, onSave }: CropperProps) {
  const { image, type } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const grip = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const [view, setView] = useState(WHOLE);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (canvas.current) draw(canvas.current, image, view);
  }, [image, view]);

  function drag(event: PointerEvent<HTMLCanvasElement>) {
    if (!grip.current) return;
    const side = event.currentTarget.clientWidth || SIDE;
    const [right, down] = [(grip.current.x - event.clientX) / side, (grip.current.y - event.clientY) / side];
    grip.current = { x: event.clientX, y: event.clientY };
    setView((before) => moved(sizeOf(image), before, right, down));
  }

  function press(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    setView((before) => moved(sizeOf(image), before, ...step));
  }

  async function save() {
    setBusy(true);
    setError(null);
    try {
      await onSave(await encode(image, view, type));
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <div className="cropper">
      <canvas
        ref={canvas}
        width={SIDE * 2}
        height={SIDE * 2}
        className="cropper__canvas"
        role="img"
        aria-label="The part that others will see. Move it with the arrow keys."
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          grip.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={drag}
        onPointerUp={() => (grip.current = null)}
        onPointerCancel={() => (grip.current = null)}
        onKeyDown={press}
      />
      <Slider
        className="cropper__zoom"
        thumbLabel="Zoom"
        label={null}
        min={1}
        max={NEAREST}
        step={0.05}
        value={view.zoom}
        onChange={(zoom) => setView((before) => moved(sizeOf(image), { ...before, zoom }, 0, 0))}
      />
      {error !== null && (
        <p className="settings__error" role="alert">
          {error}
        </p>
      )}
      <Group justify="flex-end" gap="sm" w="100%">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button loading={busy} data-autofocus onClick={() => void save()}>
          Use this picture
        </Button>
      </Group>
    </div>
  );
}
