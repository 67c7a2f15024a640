import { languageCode, type LanguageCode } from "./languages.ts";

/**
 * Settings that change what the privacy policy has to say: of lists, `answers`: whether readers are asked something, and
 * `sharing`: whether they have personal links.
 */
type PrivacySetting = "clicks" | "opens" | "answers" | "sharing";
/** When who clicked or opened is forgotten, and the internet address before: "after 365 days". */
type ClauseFacts = { traced: string; deliveriesKept: string };
/** `on`: a point of what is kept; `off`: a point of what is not done, null for none. Markdown of one line, without the hyphen. */
type Clause = { on: (facts: ClauseFacts) => string; off: string | null };

const clauses: Record<PrivacySetting, Record<LanguageCode, Clause>> = {
  clicks: {
    en: {
      on: ({ traced, deliveriesKept }) =>
        `**What you click in an issue**: the links in our mails lead through this site, which notes the link, the time, the internet (IP) address and the name of the browser, and goes on to the page at once. It tells us which pieces are read, and lets us choose by clicks who gets an issue. The internet address and the browser’s name are deleted ${traced}, and who clicked ${deliveriesKept}; counts stay. The basis for this is not your consent but our interest in knowing what is read. You can object on your own page at any time: then your mails have plain links, older ones count nobody, and what you clicked is no longer kept with you.`,
      off: "No tracked links: we do not know what you clicked.",
    },
    de: {
      on: ({ traced, deliveriesKept }) =>
        `**Was Sie in einer Ausgabe anklicken**: Die Links in unseren Mails führen über diese Website, die den Link, die Zeit, die Internetadresse (IP-Adresse) und den Namen des Browsers festhält und sofort zur Seite weiterleitet. So erfahren wir, welche Beiträge gelesen werden, und können nach den Klicks auswählen, wer eine Ausgabe bekommt. Die Internetadresse und der Name des Browsers werden ${traced} gelöscht, und wer geklickt hat ${deliveriesKept}; Summen bleiben. Grundlage dafür ist nicht Ihre Einwilligung, sondern unser Interesse zu wissen, was gelesen wird. Sie können auf Ihrer eigenen Seite jederzeit widersprechen: Dann enthalten Ihre Mails gewöhnliche Links, ältere zählen niemanden mehr, und was Sie angeklickt haben, wird nicht länger bei Ihnen gespeichert.`,
      off: "Keine verfolgten Links: Wir wissen nicht, was Sie angeklickt haben.",
    },
    fr: {
      on: ({ traced, deliveriesKept }) =>
        `**Ce sur quoi vous cliquez dans un numéro** : les liens de nos messages passent par ce site, qui note le lien, l’heure, l’adresse internet (IP) et le nom du navigateur, puis mène aussitôt à la page. Nous savons ainsi quels articles sont lus, et pouvons choisir d’après les clics qui reçoit un numéro. L’adresse internet et le nom du navigateur sont effacés ${traced}, et qui a cliqué ${deliveriesKept} ; les totaux demeurent. Cela ne repose pas sur votre consentement, mais sur notre intérêt à savoir ce qui est lu. Vous pouvez vous y opposer à tout moment sur votre propre page : vos messages ont alors des liens ordinaires, les anciens ne comptent plus personne, et vos clics ne sont plus conservés avec vous.`,
      off: "Pas de liens suivis : nous ne savons pas sur quoi vous avez cliqué.",
    },
    es: {
      on: ({ traced, deliveriesKept }) =>
        `**En qué hace clic en un número**: los enlaces de nuestros correos pasan por este sitio, que anota el enlace, la hora, la dirección de internet (IP) y el nombre del navegador, y lleva enseguida a la página. Así sabemos qué artículos se leen, y podemos elegir según los clics quién recibe un número. La dirección de internet y el nombre del navegador se borran ${traced}, y quién hizo clic ${deliveriesKept}; los totales permanecen. Esto no se basa en su consentimiento, sino en nuestro interés en saber qué se lee. Puede oponerse en su propia página en cualquier momento: entonces sus correos llevan enlaces normales, los anteriores no cuentan a nadie, y sus clics dejan de guardarse con usted.`,
      off: "Sin enlaces rastreados: no sabemos en qué ha hecho clic.",
    },
    ar: {
      on: ({ traced, deliveriesKept }) =>
        `**ما تضغط عليه في عدد**: تمرّ روابط رسائلنا بهذا الموقع، فيسجّل الرابط والوقت وعنوان الإنترنت (IP) واسم المتصفح، ثم ينقلك فورًا إلى الصفحة. بهذا نعرف أي المقالات تُقرأ، ونستطيع أن نختار بحسب الضغطات من يصله عدد. يُحذف عنوان الإنترنت واسم المتصفح ${traced}، ويُحذف من ضغط ${deliveriesKept}؛ وتبقى المجاميع. لا يستند هذا إلى موافقتك، بل إلى مصلحتنا في معرفة ما يُقرأ. يمكنك الاعتراض في صفحتك الخاصة في أي وقت: عندئذ تصلك روابط عادية، ولا تحسب الرسائل الأقدم أحدًا، ولا يبقى ما ضغطت عليه محفوظًا معك.`,
      off: "لا روابط متتبَّعة: لا نعرف ما الذي ضغطت عليه.",
    },
  },
  opens: {
    en: {
      on: ({ traced, deliveriesKept }) =>
        `**Whether you opened an issue**, only if you agreed to that by itself: a small picture in the mail is then loaded from this site, which notes the time, the internet (IP) address and the name of the program. Both are deleted ${traced}, and who opened ${deliveriesKept}; counts stay. You can withdraw on your own page at any time, also for mails that you have already.`,
      off: "No tracking pixels: we do not know whether you opened an issue.",
    },
    de: {
      on: ({ traced, deliveriesKept }) =>
        `**Ob Sie eine Ausgabe geöffnet haben**, nur wenn Sie eigens dazu eingewilligt haben: Dann wird ein kleines Bild in der Mail von dieser Website geladen, die die Zeit, die Internetadresse (IP-Adresse) und den Namen des Programms festhält. Beides wird ${traced} gelöscht, und wer geöffnet hat ${deliveriesKept}; Summen bleiben. Sie können auf Ihrer eigenen Seite jederzeit widerrufen, auch für Mails, die Sie schon haben.`,
      off: "Keine Zählpixel: Wir wissen nicht, ob Sie eine Ausgabe geöffnet haben.",
    },
    fr: {
      on: ({ traced, deliveriesKept }) =>
        `**Si vous avez ouvert un numéro**, seulement si vous y avez consenti à part : une petite image du message est alors chargée depuis ce site, qui note l’heure, l’adresse internet (IP) et le nom du programme. Les deux sont effacés ${traced}, et qui a ouvert ${deliveriesKept} ; les totaux demeurent. Vous pouvez vous raviser à tout moment sur votre propre page, aussi pour les messages que vous avez déjà.`,
      off: "Pas de pixels espions : nous ne savons pas si vous avez ouvert un numéro.",
    },
    es: {
      on: ({ traced, deliveriesKept }) =>
        `**Si abrió un número**, solo si lo aceptó aparte: entonces una pequeña imagen del correo se carga desde este sitio, que anota la hora, la dirección de internet (IP) y el nombre del programa. Ambos se borran ${traced}, y quién abrió ${deliveriesKept}; los totales permanecen. Puede retirarlo en su propia página en cualquier momento, también para los correos que ya tiene.`,
      off: "Sin píxeles espía: no sabemos si ha abierto un número.",
    },
    ar: {
      on: ({ traced, deliveriesKept }) =>
        `**هل فتحت عددًا**، فقط إن وافقت على ذلك على حدة: عندئذ تُحمَّل صورة صغيرة في الرسالة من هذا الموقع، فيسجّل الوقت وعنوان الإنترنت (IP) واسم البرنامج. يُحذف كلاهما ${traced}، ويُحذف من فتح ${deliveriesKept}؛ وتبقى المجاميع. يمكنك سحب موافقتك في صفحتك الخاصة في أي وقت، وللرسائل التي عندك أيضًا.`,
      off: "لا صور تتبّع: لا نعرف إن كنت قد فتحت عددًا.",
    },
  },
  answers: {
    en: {
      on: ({ deliveriesKept }) =>
        `**What you answer**, if you press the button of a question in an issue: which answer, when, and words that you add. The newsroom reads the words without your name. Your answer is tied to you so that it counts once and you can change it. It only counts on ${deliveriesKept}, without words, and nobody can tell whose it was. You need not answer, and nothing is noted when you only open the page.`,
      off: null,
    },
    de: {
      on: ({ deliveriesKept }) =>
        `**Was Sie antworten**, wenn Sie den Knopf einer Frage in einer Ausgabe drücken: welche Antwort, wann, und Worte, die Sie hinzufügen. Die Redaktion liest die Worte ohne Ihren Namen. Ihre Antwort ist mit Ihnen verbunden, damit sie einmal zählt und Sie sie ändern können. Sie zählt ${deliveriesKept} nur noch mit, ohne Worte, und niemand kann sagen, von wem sie war. Sie müssen nicht antworten, und wenn Sie die Seite nur öffnen, wird nichts festgehalten.`,
      off: null,
    },
    fr: {
      on: ({ deliveriesKept }) =>
        `**Ce que vous répondez**, si vous appuyez sur le bouton d’une question d’un numéro : quelle réponse, quand, et les mots que vous ajoutez. La rédaction lit ces mots sans votre nom. Votre réponse est liée à vous pour qu’elle compte une fois et que vous puissiez la changer. Elle ne fait plus que compter ${deliveriesKept}, sans mots, et nul ne peut dire de qui elle était. Rien ne vous oblige à répondre, et rien n’est noté si vous ouvrez seulement la page.`,
      off: null,
    },
    es: {
      on: ({ deliveriesKept }) =>
        `**Lo que responde**, si pulsa el botón de una pregunta de un número: qué respuesta, cuándo, y las palabras que añada. La redacción lee las palabras sin su nombre. Su respuesta queda unida a usted para que cuente una vez y pueda cambiarla. Solo sigue contando ${deliveriesKept}, sin palabras, y nadie puede saber de quién era. No tiene que responder, y no se anota nada si solo abre la página.`,
      off: null,
    },
    ar: {
      on: ({ deliveriesKept }) =>
        `**ما تجيب به**، إن ضغطت زر سؤال في عدد: أي إجابة، ومتى، وما تضيفه من كلمات. تقرأ هيئة التحرير الكلمات دون اسمك. ترتبط إجابتك بك كي تُحسب مرة واحدة ويمكنك تغييرها. ولا يبقى منها ${deliveriesKept} إلا العدد، دون كلمات، ولا يمكن لأحد أن يعرف من صاحبها. لست ملزمًا بالإجابة، ولا يُسجَّل شيء إن فتحت الصفحة فقط.`,
      off: null,
    },
  },
  sharing: {
    en: {
      on: () =>
        "**By whose link you came**, if another reader passed their personal link on to you: they see only how many came and confirmed, never who. Nobody is paid or rewarded for it. It is deleted when you or they are erased; the other’s count stays.",
      off: "No personal links to pass on: we do not know who recommended us to whom.",
    },
    de: {
      on: () =>
        "**Über wessen Link Sie kamen**, wenn jemand aus der Leserschaft Ihnen einen persönlichen Link weitergegeben hat: Diese Person sieht nur, wie viele kamen und bestätigten, nie wer. Niemand wird dafür bezahlt oder belohnt. Es wird gelöscht, wenn Sie oder diese Person gelöscht werden; die Zahl bei der anderen Person bleibt.",
      off: "Keine persönlichen Links zum Weitergeben: Wir wissen nicht, wer uns wem empfohlen hat.",
    },
    fr: {
      on: () =>
        "**Par le lien de qui vous êtes venu**, si une autre personne abonnée vous a transmis son lien personnel : elle voit seulement combien de personnes sont venues et ont confirmé, jamais qui. Nul n’est payé ni récompensé pour cela. C’est effacé quand vous ou elle êtes effacés ; le nombre de l’autre demeure.",
      off: "Pas de liens personnels à transmettre : nous ne savons pas qui nous a recommandés à qui.",
    },
    es: {
      on: () =>
        "**Por el enlace de quién llegó**, si otra persona suscrita le pasó su enlace personal: esa persona solo ve cuántas llegaron y confirmaron, nunca quiénes. A nadie se le paga ni se le premia por ello. Se borra cuando se borra a usted o a esa persona; el número de la otra permanece.",
      off: "Sin enlaces personales para compartir: no sabemos quién nos recomendó a quién.",
    },
    ar: {
      on: () =>
        "**عبر رابط مَن جئت**، إن شارك معك قارئ آخر رابطه الخاص: لا يرى إلا عدد من جاؤوا وأكّدوا، لا من هم. ولا يُدفع لأحد ولا يُكافأ على ذلك. يُحذف هذا عند محو بياناتك أو بياناته؛ ويبقى العدد لدى الآخر.",
      off: "لا روابط شخصية للمشاركة: لا نعرف من أوصى بنا ولمن.",
    },
  },
};

/** True for a setting that is on, in any list where it is one of lists. */
export type PrivacySettings = Record<PrivacySetting, boolean>;

/** Returns the point of the policy about one setting, in the language of a BCP 47 tag. */
export function privacyClause(tag: string, setting: PrivacySetting, isOn: boolean, facts: ClauseFacts): string | null {
  const { on, off } = clauses[setting][languageCode(tag)];
  return isOn ? on(facts) : off;
}

/** Returns the points of what is kept, and of what is not done, each on a line. */
export function privacyPoints(tag: string, settings: PrivacySettings, facts: ClauseFacts) {
  const points = (isOn: boolean) =>
    (Object.keys(clauses) as PrivacySetting[])
      .filter((setting) => settings[setting] === isOn)
      .flatMap((setting) => privacyClause(tag, setting, isOn, facts) ?? [])
      .map((point) => `\n- ${point}`)
      .join("");
  return { alsoKept: points(true), alsoSpared: points(false) };
}
