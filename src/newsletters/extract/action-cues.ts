/** What an authority does, as far as its role and the kind of a development follow from it. */
export type Act =
  | "issue" // makes a text known, or law
  | "consult" // asks for comments
  | "propose" // puts forward a text that others pass
  | "adopt" // passes a text
  | "plan" // says what will be made
  | "draft"
  | "withdraw" // gives a text up
  | "repeal"
  | "enforce"
  | "judge"
  | "prosecute"
  | "meet"
  | "say"; // anything else that an authority is reported for

/**
 * Verbs, a line for each act: the base form, and after `/` the past and the participle where they
 * are not regular.
 */
const VERBS: Readonly<Record<Act, string>> = {
  issue:
    "issue release publish promulgate unveil circulate introduce launch finalize finalise print " +
    "gazette notify amend revise update announce enact reissue post table establish " +
    "recommend supplement refine",
  withdraw: "withdraw/withdrew/withdrawn scrap shelve",
  repeal: "repeal rescind revoke abolish",
  consult: "solicit consult invite",
  propose: "propose",
  adopt: "adopt pass approve ratify endorse sign vote clear",
  plan: "plan schedule",
  draft: "draft formulate prepare",
  enforce:
    "fine penalise penalize sanction punish investigate order warn summon suspend reprimand impose " +
    "prohibit ban settle demand inspect crack/cracked/cracked remove rectify interview probe raid " +
    "close/closed/closed block seize censure admonish blacklist delist serve kick/kicked/kicked urge require",
  judge:
    "rule judge sentence convict acquit dismiss annul uphold/upheld/upheld overturn reverse hold/held/held " +
    "find/found/found hear/heard/heard clarify quash affirm enjoin decide conclude confirm declare",
  prosecute: "prosecute indict charge sue file arrest",
  meet: "attend convene host meet/met/met cooperate participate co-host co-organize organize organise",
  say:
    "say/said/said state note explain express call/called/called highlight stress emphasize emphasise " +
    "welcome criticise criticize consider respond report remind advise warn issue open promote " +
    "strengthen expand explore begin/began/begun start publish seek/sought/sought request review examine " +
    "give/gave/given make/made/made join release provide tell/told/told list include act move agree set/set/set",
};

/** What has to follow a verb for it to say this, within so many characters. */
interface Sense {
  verb: string;
  act: Act;
  followed: RegExp;
}

/** The first that fits counts, before what `VERBS` says. */
const SENSES: readonly Sense[] = [
  {
    verb: "hold",
    act: "meet",
    followed:
      /^\s(?:\S{1,20}\s){0,4}(?:meetings?|talks|conferences?|hearings?|seminars?|sessions?|briefings?|workshops?|forums?|symposiums?)/i,
  },
  {
    verb: "launch",
    act: "enforce",
    followed:
      /^\s(?:\S{1,20}\s){0,5}(?:campaign|investigation|inquiry|probe|crackdown|inspection|enquiry|proceedings)/i,
  },
  { verb: "launch", act: "consult", followed: /^\s(?:\S{1,20}\s){0,4}(?:consultation|call for)/i },
  {
    verb: "open",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,4}(?:investigation|inquiry|probe|enquiry|proceedings)/i,
  },
  { verb: "open", act: "consult", followed: /^\s(?:\S{1,20}\s){0,4}(?:consultation|comment)/i },
  {
    verb: "announce",
    act: "enforce",
    followed:
      /^[^.;]{0,60}\b(?:fine[sd]?|penalt(?:y|ies)|investigation|inquiry|settlement|sanctions?|enforcement)\b/i,
  },
  {
    verb: "finalize",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,3}(?:order|settlement|consent)\b/i,
  },
  {
    verb: "approve",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,3}(?:settlement|consent order)\b/i,
  },
  ...["publish", "release", "issue", "announce"].map(
    (verb): Sense => ({
      verb,
      act: "enforce",
      followed:
        /^\s(?:(?!guid|rules?\b|regulat|measures|procedur|manual|handbook|draft)\S{1,20}\s){0,6}(?:investigations?|inspections?|inquiry|(?:investigative )?sweeps?|probe|enforcement (?:action|decision|notice)|penalty decision|reprimand)\b/i,
    }),
  ),
  { verb: "agree", act: "judge", followed: /^\sto\shear\b/i },
  {
    verb: "issue",
    act: "enforce",
    followed:
      /^\s(?:\S{1,20}\s){0,5}(?:fines?|reprimand|warnings?|enforcement notice|penalty|penalties|monetary penalty|injunction)/i,
  },
  {
    verb: "issue",
    act: "judge",
    followed:
      /^\s(?:\S{1,20}\s){0,4}(?:judge?ments?|rulings?|verdict|sentence|preliminary injunction)/i,
  },
  {
    verb: "publish",
    act: "judge",
    followed: /^\s(?:\S{1,20}\s){0,4}(?:judge?ments?|rulings?|verdict)/i,
  },
  {
    verb: "make",
    act: "judge",
    followed: /^\s(?:\S{1,24}\s){0,4}(?:judge?ments?|rulings?|verdict)/i,
  },
  {
    verb: "give",
    act: "judge",
    followed: /^\s(?:\S{1,24}\s){0,3}(?:judge?ments?|rulings?|verdict)/i,
  },
  {
    verb: "seek",
    act: "consult",
    followed: /^\s(?:\S{1,20}\s){0,4}(?:comments?|feedback|views|input|opinions)/i,
  },
  {
    verb: "request",
    act: "consult",
    followed: /^\s(?:\S{1,20}\s){0,3}(?:comments?|feedback|views|input|opinions)/i,
  },
  {
    verb: "invite",
    act: "consult",
    followed: /^\s(?:\S{1,20}\s){0,4}(?:comments?|feedback|views|input|opinions|the public)/i,
  },
  {
    verb: "call",
    act: "consult",
    followed: /^\sfor\s(?:\S{1,20}\s){0,2}(?:comments?|feedback|views|input|evidence)/i,
  },
  { verb: "file", act: "prosecute", followed: /^\s/ },
  {
    verb: "sign",
    act: "meet",
    followed: /^\s(?:\S{1,20}\s){0,4}(?:memorandum|mou|agreement|cooperation|arrangement)/i,
  },
  {
    verb: "clear",
    act: "say",
    followed:
      /^\s(?!the\s(?:house|senate|assembly|legislature|parliament|committee|chamber|floor)\b)/i,
  },
  ...["abrir", "lancer", "starten"].flatMap((verb): Sense[] => [
    { verb, act: "consult", followed: /^\s(?:\S{1,20}\s){0,6}(?:consult|konsultation|anhörung)/i },
    {
      verb,
      act: "enforce",
      followed:
        /^\s(?:\S{1,20}\s){0,7}(?:enqu[êe]te|procédure|proc[ée]d|investiga|inqu[ée]rito|processo|expediente|verfahren|untersuchung|istruttoria)/i,
    },
  ]),
  { verb: "set", act: "say", followed: /^\s(?:out|forth)\b/i },
  { verb: "kick", act: "enforce", followed: /^\soff\b/i },
  {
    verb: "promote",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,3}(?:rectification|campaign|crackdown)/i,
  },
  {
    verb: "organize",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,8}(?:verification|inspection|investigation|testing)/i,
  },
  {
    verb: "conclude",
    act: "enforce",
    followed: /^\s(?:\S{1,20}\s){0,3}(?:investigation|inquiry|inspection)/i,
  },
  { verb: "find", act: "judge", followed: /^\s(?!out)/i },
];

export interface VerbForm {
  verb: string;
  act: Act;
  /** Whether it may stand after a form of "to be". */
  isParticiple: boolean;
  /** Whether it may follow a subject: not `issuing`. */
  followsSubject: boolean;
  /** Of another language than English. */
  isForeign?: true;
}

function formsOf(entry: string): [form: string, isParticiple: boolean, followsSubject: boolean][] {
  const [base = "", past, participle] = entry.split("/");
  const stem = base.endsWith("e") ? base.slice(0, -1) : base;
  const doubled = /^(?:set|ban|plan|submit|begin)$/.test(base) ? base + base.slice(-1) : stem;
  const y = /[^aeiou]y$/.test(base) ? base.slice(0, -1) : null;
  const third = y !== null ? `${y}ies` : /(?:s|x|z|ch|sh)$/.test(base) ? `${base}es` : `${base}s`;
  const regular =
    y !== null ? `${y}ied` : doubled === base + base.slice(-1) ? `${doubled}ed` : `${stem}ed`;
  return [
    [base, participle === base, true],
    [third, false, true],
    [past ?? regular, (participle ?? regular) === (past ?? regular), true],
    [participle ?? regular, true, (participle ?? regular) === (past ?? regular)],
    [`${doubled}ing`, false, false],
  ];
}

/**
 * Forms of verbs in German, French, Spanish, Portuguese and Italian reports: participles, the past,
 * and the present of headlines.
 */
const OTHER_LANGUAGES: Readonly<Partial<Record<Act, string>>> = {
  issue:
    "veröffentlicht veröffentlichte erlassen erließ herausgegeben vorgelegt vorgestellt bekanntgegeben aktualisiert " +
    "publié publiée publie publient diffusé dévoilé présenté présente émis publicó publicado publica emitió emitido " +
    "expidió difundió promulgó presentó publicou divulgou divulgado divulga lançou editou expediu promulgou " +
    "pubblicato pubblica emanato presentato",
  adopt:
    "verabschiedet verabschiedete beschlossen beschließt angenommen gebilligt billigte adopté adoptée adopte approuvé " +
    "promulgué voté aprobó aprobado aprueba adoptó aprovou aprovado aprova sancionou adotou approvato adottato approva",
  consult: "konsultiert consulte",
  enforce:
    "verhängt verhängte untersagt untersagte gerügt rügt rügte verwarnt verwarnte angeordnet infligé inflige sanctionné " +
    "sanctionne prononcé ordonné enjoint multado multó sancionado sancionó impuso ordenó apercibió multou aplicou " +
    "determinou determina suspendeu proibiu autuou sanzionato sanziona multato",
  judge:
    "entschieden entschied geurteilt urteilt urteilte verurteilt jugé juge condamné statué rejeté rejette annulé annule " +
    "confirmé falló condenó condenado anuló desestimó decidiu decide condenou julgou anulou rejeitou condannato stabilito",
};

/** Verbs of other languages whose sense is told by what follows. */
const OTHER_SENSES: Readonly<Record<string, string>> = {
  abrir: "abre abriu abrió ouvert ouvre avviato avvia",
  lancer: "lance lancé lanza lanzó lança",
  starten: "startet gestartet eröffnet eröffnete eingeleitet leitet",
};

/** Every form of every verb; where a verb is in two lines the earlier counts. */
export const VERB_FORMS: ReadonlyMap<string, VerbForm> = verbForms();

function verbForms(): Map<string, VerbForm> {
  const forms = new Map<string, VerbForm>();
  for (const [act, verbs] of Object.entries(VERBS) as [Act, string][]) {
    for (const entry of verbs.split(" ")) {
      const verb = entry.split("/", 1)[0] ?? "";
      for (const [form, isParticiple, followsSubject] of formsOf(entry)) {
        if (!forms.has(form)) forms.set(form, { verb, act, isParticiple, followsSubject });
      }
    }
  }
  for (const [act, words] of Object.entries(OTHER_LANGUAGES) as [Act, string][]) {
    for (const verb of words.split(" ")) {
      if (!forms.has(verb))
        forms.set(verb, { verb, act, isParticiple: true, followsSubject: true, isForeign: true });
    }
  }
  for (const [verb, words] of Object.entries(OTHER_SENSES)) {
    for (const form of words.split(" ")) {
      if (forms.has(form)) continue;
      forms.set(form, {
        verb,
        act: "say",
        isParticiple: true,
        followsSubject: true,
        isForeign: true,
      });
    }
  }
  return forms;
}

/** What a verb says here, by what follows it (at most 160 characters). */
export function actOf({ verb, act }: VerbForm, after: string): Act {
  return SENSES.find((sense) => sense.verb === verb && sense.followed.test(after))?.act ?? act;
}
