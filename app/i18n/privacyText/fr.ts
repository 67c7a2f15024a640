import type { PrivacyFacts } from "#app/i18n/privacyFacts.ts";

/** Returns the privacy policy in French, as Markdown. */
export function fr({
  name,
  responsible,
  contact,
  readerUrl,
  linkWorks,
  reminded,
  mostMails,
  mailsKept,
  counted,
  traced,
  changeEnds,
  undoable,
  lettersKept,
  deliveriesKept,
  repliesKept,
  broughtKept,
  reportsKept,
  forgotten,
  alsoKept,
  alsoSpared,
}: PrivacyFacts): string {
  return `${name} est une lettre d’information. Cette page dit ce que nous conservons sur vous lorsque vous vous abonnez, pourquoi, pendant combien de temps, et comment le faire supprimer.

## Qui est responsable

${responsible}

Pour toute question sur cette page, écrivez à ${contact}.

## Ce que nous conservons, et pourquoi

- **Votre adresse e-mail**, et votre nom s’il nous a été donné : pour vous envoyer la lettre d’information.
- **Ce que vous avez choisi** : les listes, les thèmes, la fréquence, une pause. Nos envois en dépendent.
- **La manière dont vous avez consenti**, et chaque changement ultérieur : le texte que vous avez vu, la page, le mot de son adresse qui dit d’où vous veniez, l’heure, ainsi que l’adresse internet (IP) et le nom du navigateur d’où cela est venu. La loi nous demande de pouvoir montrer que vous l’avez voulu. Chaque étape est un reçu, enchaîné au précédent par une somme de contrôle : personne ne peut le modifier sans que cela se voie. L’adresse internet et le nom du navigateur en sont effacés ${traced} ; le reçu demeure.
- **Ce que nous vous avons envoyé** : quel numéro, quand, et ce que le serveur de messagerie a répondu. Cela nous évite d’envoyer quoi que ce soit deux fois et nous permet de vous dire pourquoi un numéro est arrivé ou non.
- **Le dernier signe de vous**, et quand : que vous avez répondu, changé quelque chose sur votre page, dit que vous restez, ou cliqué sur un lien là où cela est compté. Nous pouvons ainsi demander si vous le voulez encore, plutôt que d’écrire dans le vide.
- **Pourquoi vous vous êtes désabonné**, si vous nous le dites. Rien ne vous y oblige.${alsoKept}

Sauf mention contraire, tout cela repose sur votre consentement, que vous pouvez retirer à tout moment ; la conservation de sa trace repose sur notre obligation de le prouver.

## Double confirmation

Ce qui est saisi dans notre formulaire attend environ une seconde, le temps que notre service d’envoi le traite. Un e-mail part alors à l’adresse, avec un lien qui fonctionne ${linkWorks} ; si personne ne répond, un seul rappel peut suivre, ${reminded}. Rien d’autre n’arrive, à moins que vous ne cliquiez sur le bouton auquel mène le lien. Une adresse déjà abonnée ne reçoit pas cet e-mail.

Pour que personne ne puisse vous inonder de tels e-mails, nous retenons ${mailsKept} qu’une adresse en a reçu : durant ce temps, elle n’en reçoit pas plus de ${mostMails}, quelle que soit la personne qui la saisit. Nous comptons aussi les demandes d’abonnement et les recherches par réseau. Tout cela est conservé sous forme d’empreintes calculées avec une clé secrète, à partir desquelles aucune adresse ne peut être lue, et ces comptes sont supprimés au plus tard ${counted}. Lorsque les demandes sont très nombreuses, nous demandons d’abord à votre navigateur un court calcul. Il s’effectue avec un script à nous, sans le concours d’aucun serveur tiers.

## Ce que nous ne faisons pas

- Pas de cookies pour les lecteurs, pas de publicité, et nul n’est suivi sur ce site. Il compte par jour combien de fois chaque page est demandée, les autres sites qui y ont mené, et les mots que sa recherche n’a pas trouvés : des nombres et des mots seulement, sans savoir qui a demandé.
- Rien sur ces pages n’est chargé depuis un tiers. Les polices et les images viennent de ce site.
- Votre adresse n’est ni vendue, ni louée, ni partagée.${alsoSpared}

En dehors de nous et de l’hébergeur de ce site, votre adresse ne va qu’au serveur de messagerie qui achemine la lettre d’information jusqu’au vôtre.

## Votre propre page

Chaque numéro contient un lien vers une page qui n’appartient qu’à vous, sans mot de passe. Vous y voyez et modifiez ce que vous recevez : listes, thèmes, chaque numéro ou les titres une fois par mois, une pause, votre nom, votre adresse. Vous pouvez consulter tout ce qui est conservé sur vous, l’emporter dans un fichier (JSON) et l’effacer. Pas d’e-mail sous la main ? [Demandez le lien](${readerUrl}). Un e-mail peut être transféré : votre nom, une nouvelle adresse, ce qui est conservé sur vous et son effacement ne s’ouvrent donc qu’avec un lien récent, que vous recevez par e-mail sur demande.

Une nouvelle adresse ne compte que lorsque les deux adresses l’ont acceptée ; sinon, la demande est supprimée ${changeEnds}.

## Comment se désabonner

Chaque numéro contient un lien de désabonnement, et la plupart des messageries affichent leur propre bouton. Un clic et un bouton, sans compte. L’effet est immédiat, même pour un numéro en cours d’envoi à ce moment-là. Ce n’est qu’ensuite que nous demandons une raison, et vous pouvez ne pas en donner. Une erreur peut être annulée ${undoable}.

## Combien de temps nous le conservons

Nous conservons votre adresse tant que vous êtes abonné. Après votre départ, nous la conservons avec la trace de votre consentement et la mention que l’abonnement a pris fin, afin de pouvoir montrer que les e-mails étaient voulus lorsqu’ils ont été envoyés et qu’ils ont cessé. Vous ne recevez plus rien de nous. Une adresse que personne n’a confirmée est supprimée ${forgotten}. Les numéros que vous avez reçus ne sont plus qu’un nombre ${deliveriesKept} ; les autres e-mails qui vous ont été adressés, comme les confirmations, sont oubliés ${lettersKept}. Si vous répondez à un numéro, ce que vous avez écrit et ce que nous avons répondu est supprimé au plus tard ${repliesKept}. Si vous êtes venu avec la liste d’un autre service, le fichier de cette liste est supprimé au plus tard ${broughtKept}, et le rapport de ce que ses lignes sont devenues ${reportsKept}.

Vous pouvez à tout moment effacer vos données sur votre propre page, ou nous le demander. Plus rien ne vous est alors envoyé, et votre adresse, votre nom, vos choix et vos raisons sont supprimés. Ce qui reste ne dit pas qui vous êtes : une empreinte de l’adresse calculée avec une clé secrète, afin de ne plus lui écrire à moins que vous ne confirmiez un nouvel abonnement ; une ligne sans nom ni adresse, pour que les comptes d’un numéro restent justes ; et les reçus, sans nom, ni adresse, ni adresse internet, ni navigateur.

Si vous signalez un numéro comme indésirable, ou si votre serveur de messagerie indique que l’adresse n’existe pas, nous gardons également une empreinte de l’adresse calculée avec une clé secrète, afin de ne plus lui écrire.

## Vos droits

Vous pouvez demander une copie de ce que nous détenons sur vous, le faire corriger ou supprimer, en faire limiter l’usage, vous y opposer et l’emporter. Vous pouvez faire l’essentiel sur votre propre page. Pour le reste, écrivez à ${contact}. Si vous pensez que nous traitons mal vos données, vous pouvez aussi vous plaindre auprès de l’autorité de protection des données de votre lieu de résidence.
`;
}
