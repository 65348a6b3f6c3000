import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api, Fault, type Conversation, type Me, type Person, type Summary, type Turn } from "./api";
import { Composer } from "./composer";
import { ConversationHead } from "./head";
import { Pending, type Asking } from "./pending";
import { conversationInAddress, go, rememberedPerson, rememberPerson } from "./place";
import { Run } from "./run";
import { Sidebar } from "./sidebar";
import { Welcome } from "./welcome";
import { inWords } from "./words";
import { later } from "./later";

/** With all that an answer can hold. */
export const TurnView = later(async () => (await import("./turn")).TurnView);

interface Props {
  /** Whether people sign in; else one chooses whom one asks as. Until that is known, nothing is asked for. */
  signsIn: boolean | undefined;
  onSignedOut(): void;
}

export function App({ signsIn, onSignedOut }: Props) {
  const [people, setPeople] = useState<Person[]>([]);
  const [me, setMe] = useState<Me>();
  const [person, setPerson] = useState(signsIn ? "" : rememberedPerson);
  const [list, setList] = useState<Summary[]>([]);
  const [open, setOpen] = useState<Conversation>();
  const [asking, setAsking] = useState<Asking>();
  const [fault, setFault] = useState("");
  const [news, setNews] = useState("");
  const run = useRef<Run | undefined>(undefined);
  const end = useRef<HTMLDivElement>(null);

  const tell = (error: unknown) => {
    if (signsIn && error instanceof Fault && error.status === 401) onSignedOut();
    else setFault(error instanceof Fault ? error.message : String(error));
  };

  const words = useRef("");
  const refresh = useCallback(async (who: string) => {
    const sought = words.current;
    const found = await api.conversations(who, sought);
    // What was typed meanwhile is looked for by another request.
    if (sought === words.current) setList(found);
  }, []);
  const search = (sought: string) => {
    words.current = sought.trim();
    void refresh(person).catch(tell);
  };

  const show = useCallback(async (who: string, id: string) => {
    run.current = undefined;
    setAsking(undefined);
    setFault("");
    if (!id) return setOpen(undefined);
    try {
      const found = await api.conversation(who, id);
      // Whoever has asked meanwhile sees what they asked.
      if (!run.current) setOpen(found);
    } catch (error) {
      if (run.current) return;
      setOpen(undefined);
      tell(error);
    }
  }, []);

  useEffect(() => {
    const begin = async () => {
      const everybody = people.length > 0 ? people : await api.people();
      const chosen = everybody.some((one) => one.id === person) ? person : (everybody[0]?.id ?? "");
      const who = signsIn ? "" : chosen;
      setPeople(everybody);
      // This runs again as the one who was chosen.
      if (who !== person) return setPerson(who);
      const id = conversationInAddress();
      await Promise.all([api.me(who).then(setMe), refresh(who), id && show(who, id)]);
    };
    if (signsIn !== undefined) begin().catch(tell);
  }, [person, signsIn]);

  useEffect(() => {
    const moved = () => void show(person, conversationInAddress());
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, [person]);

  useEffect(() => {
    document.title = open ? `${open.title} · Sentia` : "Sentia";
  }, [open?.title]);

  const visit = (id: string) => {
    go(id);
    void show(person, id);
  };

  const become = (who: string) => {
    rememberPerson(who);
    visit("");
    setPerson(who);
  };

  const ask = async (question: string, behind: Conversation | null = open ?? null) => {
    const current = new Run(person, behind?.id ?? "", question);
    run.current = current;
    const isCurrent = () => run.current === current;
    setFault("");
    setNews("");
    setAsking({ question, doing: "Understanding the question", said: "" });
    requestAnimationFrame(() => end.current?.scrollIntoView({ block: "start" }));
    const change = (part: (asking: Asking) => Partial<Asking>) =>
      isCurrent() && setAsking((asking) => asking && { ...asking, ...part(asking) });
    try {
      const how = await current.listen({
        doing: (doing) => change(() => ({ doing })),
        said: (words) => change((asking) => ({ said: asking.said + words })),
        answered: (turn) => {
          if (!isCurrent()) return;
          setOpen((conversation) => withTurn(conversation, turn));
          setAsking(undefined);
          if (turn.conversation && conversationInAddress() !== turn.conversation) go(turn.conversation);
          setNews(inWords(turn));
        },
      });
      if (how === "stopped" && isCurrent()) {
        setAsking(undefined);
        setNews("Stopped.");
      }
    } catch (error) {
      if (isCurrent()) {
        setAsking(undefined);
        tell(error);
      }
    }
    if (isCurrent()) run.current = undefined;
    await refresh(person).catch(tell);
  };

  const stop = () => void run.current?.cancel().catch(tell);

  const rename = async (title: string) => {
    if (!open) return;
    await api.change(person, open.id, { title }).catch(tell);
    setOpen({ ...open, title });
    await refresh(person).catch(tell);
  };

  const pin = async (pinned: boolean) => {
    if (!open) return;
    try {
      await api.change(person, open.id, { pinned });
      setOpen({ ...open, pinned });
      setNews(pinned ? "The conversation stands first." : "The conversation is no longer pinned.");
      await refresh(person);
    } catch (error) {
      tell(error);
    }
  };

  /** Asks something else in place of a question, and what came after it; the conversation as it was stays. */
  const edit = async (at: number, question: string) => {
    if (!open) return;
    try {
      const before = at > 0 ? await api.conversation(person, (await api.branch(person, open.id, at)).id) : null;
      setOpen(before ?? undefined);
      go(before?.id ?? "");
      await ask(question, before);
    } catch (error) {
      tell(error);
    }
  };

  const remove = async () => {
    if (!open) return;
    try {
      await api.remove(person, open.id);
      visit("");
      await refresh(person);
      setNews("The conversation is deleted.");
    } catch (error) {
      tell(error);
    }
  };

  const signOut = async () => {
    try {
      await api.signOut();
      go("");
      onSignedOut();
    } catch (error) {
      tell(error);
    }
  };

  const isEmpty = !open && !asking;
  return (
    <div class="frame">
      <a class="skip" href="#question">
        Skip to the question
      </a>
      <Sidebar people={people} me={me} list={list} open={open?.id ?? ""} onPerson={become} onOpen={visit} onSearch={search} onSignOut={signsIn ? () => void signOut() : undefined} />
      <main class="main">
        {open && <ConversationHead conversation={open} onRename={rename} onRemove={remove} onPin={(pinned) => void pin(pinned)} />}
        <div class="page">
          {asking && !open && <h1 class="unseen">New question</h1>}
          {isEmpty && (me || !conversationInAddress()) && <Welcome me={me} onAsk={ask} />}
          {open?.answers.map((turn, at) => (
            <TurnView
              key={turn.id || `unkept-${at}`}
              person={person}
              turn={turn}
              onAsk={!asking && at === open.answers.length - 1 ? (question) => void ask(question) : undefined}
              onEdit={!asking && turn.id ? (question) => void edit(at, question) : undefined}
            />
          ))}
          <div ref={end}>{asking && <Pending asking={asking} />}</div>
          {fault && (
            <p class="fault" role="alert">
              {fault}
            </p>
          )}
        </div>
        {signsIn !== undefined && <Composer busy={asking !== undefined} isFirst={!open} onAsk={ask} onStop={stop} />}
      </main>
      <div class="unseen" role="status">
        {news}
      </div>
    </div>
  );
}

function withTurn(conversation: Conversation | undefined, turn: Turn): Conversation {
  if (conversation) return { ...conversation, turns: conversation.turns + 1, answers: [...conversation.answers, turn] };
  return { id: turn.conversation, title: turn.question, started_at: "", updated_at: "", turns: 1, pinned: false, answers: [turn] };
}
