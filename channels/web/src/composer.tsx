import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  busy: boolean;
  isFirst: boolean;
  onAsk(question: string): void;
  onStop(): void;
}

const LONGEST = 2000;

export function Composer({ busy, isFirst, onAsk, onStop }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  const send = () => {
    const question = text.trim();
    if (!question || busy) return;
    setText("");
    onAsk(question);
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-box">
        <label class="unseen" for="question">
          {isFirst ? "Your question" : "Your next question"}
        </label>
        <textarea
          id="question"
          ref={field}
          rows={1}
          maxLength={LONGEST}
          value={text}
          placeholder={isFirst ? "Ask about the company's figures" : "Ask what comes next"}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {busy ? (
          <button type="button" class="primary" onClick={onStop}>
            Stop
          </button>
        ) : (
          <button type="submit" class="primary" aria-disabled={text.trim() === ""}>
            Ask
          </button>
        )}
      </div>
    </form>
  );
}
