import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "./api";

interface Props {
  conversation: Conversation;
  onRename(title: string): void;
  onRemove(): void;
  onPin(pinned: boolean): void;
}

/** The conversation's title, and what can be done with it. */
export function ConversationHead({ conversation, onRename, onRemove, onPin }: Props) {
  const [mode, setMode] = useState<"shown" | "renaming" | "removing">("shown");
  const first = useRef<HTMLElement>(null);
  useEffect(() => setMode("shown"), [conversation.id]);
  useEffect(() => {
    if (mode !== "shown") first.current?.focus();
  }, [mode]);

  // The first question stands right below.
  const repeats = conversation.answers[0]?.question.startsWith(conversation.title) ?? false;

  if (mode === "renaming") {
    return (
      <form
        class="head"
        onSubmit={(event) => {
          event.preventDefault();
          const title = String(new FormData(event.currentTarget).get("title") ?? "").trim();
          if (title) onRename(title);
          setMode("shown");
        }}
        onKeyDown={(event) => event.key === "Escape" && setMode("shown")}
      >
        <h1 class="unseen">{conversation.title}</h1>
        <label for="title">Title</label>
        <input
          id="title"
          name="title"
          ref={first as preact.RefObject<HTMLInputElement>}
          maxLength={80}
          required
          defaultValue={conversation.title}
        />
        <button type="submit" class="plain">
          Save
        </button>
        <button type="button" class="plain" onClick={() => setMode("shown")}>
          Cancel
        </button>
      </form>
    );
  }
  if (mode === "removing") {
    return (
      <div class="head" role="group" aria-label="Delete the conversation">
        <h1 class="unseen">{conversation.title}</h1>
        <p class="head-title">Delete this conversation with all its answers?</p>
        <button type="button" class="plain" ref={first as preact.RefObject<HTMLButtonElement>} onClick={() => setMode("shown")}>
          Keep
        </button>
        <button type="button" class="plain danger" onClick={onRemove}>
          Delete
        </button>
      </div>
    );
  }
  return (
    <div class="head">
      <h1 class="head-title">
        <span class={repeats ? "unseen" : ""}>{conversation.title}</span>
      </h1>
      <button type="button" class="plain" aria-pressed={conversation.pinned} onClick={() => onPin(!conversation.pinned)}>
        {conversation.pinned ? "Unpin" : "Pin"}
      </button>
      <button type="button" class="plain" onClick={() => setMode("renaming")}>
        Rename
      </button>
      <button type="button" class="plain" onClick={() => setMode("removing")}>
        Delete
      </button>
    </div>
  );
}
