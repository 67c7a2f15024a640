import type { Facts } from "../privacy.ts";

/** In French. */
export function fr({ name, responsible, contact, linkWorks, forgotten }: Facts): string {
  return `${name} est une lettre d’information. Cette page dit ce que nous conservons sur vous lorsque vous vous abonnez, pourquoi, et comment le faire supprimer.

## Qui est responsable

${responsible}

Pour toute question sur cette page, écrivez à ${contact}.

## Ce que nous conservons, et pourquoi

- **Votre adresse e-mail**, et votre nom s’il nous a été donné : pour vous envoyer la lettre d’information.
- **La manière dont vous avez consenti** : le texte que vous avez vu, la page, l’heure et l’adresse internet (IP) d’où sont venues l’inscription et la confirmation. La loi nous demande de pouvoir montrer que vous l’avez voulu.
- **Ce que nous vous avons envoyé** : quel numéro, quand, et ce que le serveur de messagerie a répondu. Cela nous évite d’envoyer quoi que ce soit deux fois et nous permet de vous dire pourquoi un numéro est arrivé ou non.

Tout cela repose sur votre consentement, que vous pouvez retirer à tout moment ; la conservation de sa trace repose sur notre obligation de le prouver.

## Double confirmation

Qui que ce soit qui saisisse votre adresse dans notre formulaire, vous recevez un seul e-mail avec un lien, et rien d’autre, à moins que vous ne cliquiez sur le bouton auquel il mène. Le lien fonctionne ${linkWorks}. Pour éviter les abus, nous comptons les inscriptions par réseau ; ce compte contient une empreinte calculée avec une clé secrète, pas l’adresse internet elle-même.

## Ce que nous ne faisons pas

- Ni pixels espions ni liens suivis : nous ne savons pas si vous avez ouvert un numéro ni sur quoi vous avez cliqué.
- Pas de cookies pour les lecteurs, pas de publicité, pas de mesure d’audience sur ce site.
- Rien sur ces pages n’est chargé depuis un tiers. Les polices et les images viennent de ce site.
- Votre adresse n’est ni vendue, ni louée, ni partagée.

En dehors de nous et de l’hébergeur de ce site, votre adresse ne va qu’au serveur de messagerie qui achemine la lettre d’information jusqu’au vôtre.

## Comment se désabonner

Chaque numéro contient un lien de désabonnement, et la plupart des messageries affichent leur propre bouton. Un clic et un bouton, sans compte et sans raison à donner. L’effet est immédiat, même pour un numéro en cours d’envoi à ce moment-là.

## Combien de temps nous le conservons

Nous conservons votre adresse tant que vous êtes abonné. Après votre départ, nous la conservons avec la trace de votre consentement et de ce qui a été envoyé, avec la mention que l’abonnement a pris fin, afin de pouvoir montrer que les e-mails étaient voulus lorsqu’ils ont été envoyés et qu’ils ont cessé. Vous ne recevez plus rien de nous. Une adresse que personne n’a confirmée est supprimée ${forgotten}.

Nous supprimons tout cela si vous nous le demandez. Si vous signalez un numéro comme indésirable, ou si votre serveur de messagerie indique que l’adresse n’existe pas, nous gardons une empreinte de l’adresse calculée avec une clé secrète, à partir de laquelle elle ne peut pas être lue, afin de ne plus lui écrire.

## Vos droits

Vous pouvez demander une copie de ce que nous détenons sur vous, le faire corriger ou supprimer, en faire limiter l’usage, vous y opposer et l’emporter. Écrivez à ${contact}. Si vous pensez que nous traitons mal vos données, vous pouvez aussi vous plaindre auprès de l’autorité de protection des données de votre lieu de résidence.
`;
}
