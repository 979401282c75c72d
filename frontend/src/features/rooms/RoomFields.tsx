import { Textarea, TextInput } from '@mantine/core';
import { LONGEST_NAME, LONGEST_TOPIC, type RoomErrors, type RoomWords } from './rules';

interface Props {
  readonly value: RoomWords;
  readonly errors: RoomErrors;
  readonly onChange: (value: RoomWords) => void;
}

/** Name and topic of a room. In a dialog, its name is where one begins to write. */
export function RoomFields({ value, errors, onChange }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        placeholder="e.g. Garden club"
        value={value.name}
        maxLength={LONGEST_NAME}
        error={errors.name}
        autoComplete="off"
        data-autofocus
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <Textarea
        label="Topic"
        placeholder="What it is about (may stay empty)"
        value={value.topic}
        maxLength={LONGEST_TOPIC}
        error={errors.topic}
        autosize
        minRows={2}
        maxRows={6}
        onChange={(event) => onChange({ ...value, topic: event.currentTarget.value })}
      />
    </>
  );
}
