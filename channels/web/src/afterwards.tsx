import { useState } from "preact/hooks";
import { api, sentence } from "./api";
import { Downloads } from "./downloads";

/** What can be done with an answer: taken along, opened to others, and judged. */
export function Afterwards({ person, turn }: { person: string; turn: string }) {
  const [told, setTold] = useState("");
  const [judging, setJudging] = useState(false);
  const attempt = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      setTold(done);
    } catch (error) {
      setTold(sentence(error instanceof Error ? error.message : String(error)));
    }
  };

  const share = () => {
    const link = `${location.origin}/s/${turn}`;
    void attempt(async () => {
      await api.share(person, turn, true);
      await navigator.clipboard.writeText(link).catch(() => undefined);
    }, `Whoever may see as much as you can read it at ${link}`);
  };

  const judge = (event: SubmitEvent) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget as HTMLFormElement).get("words") ?? "");
    setJudging(false);
    void attempt(() => api.judge(person, turn, "bad", words), "Thank you. Whoever looks after the figures will read it.");
  };

  return (
    <>
      <Downloads person={person} of={{ turn }} />
      <div class="downloads" role="group" aria-label="This answer">
        <button type="button" onClick={share}>
          Share
        </button>
        <button type="button" onClick={() => void attempt(() => api.judge(person, turn, "good", ""), "Thank you.")}>
          Right
        </button>
        <button type="button" aria-expanded={judging} onClick={() => setJudging(!judging)}>
          Wrong or unclear
        </button>
        {judging && (
          <form class="judging" onSubmit={judge}>
            <label for={`words-${turn}`}>What should be otherwise?</label>
            <input
              id={`words-${turn}`}
              name="words"
              maxLength={2000}
              placeholder="such as: this should be net of credits"
              ref={(input) => input?.focus()}
            />
            <button type="submit">Send</button>
          </form>
        )}
        <p role="status">{told}</p>
      </div>
    </>
  );
}
