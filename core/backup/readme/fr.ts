export const fr = `
SAUVEGARDE D’ATTACHÉ : COMMENT LA RESTAURER                         (français)

Ce dossier est la sauvegarde d’un espace de travail d’Attaché. Ses fichiers
sont chiffrés avec AES-256. Pour les ouvrir, il faut le code de sauvegarde :
14 groupes de lettres et de chiffres, affichés par Attaché lors de la
première sauvegarde. Sans ce code, personne ne peut ouvrir la sauvegarde.

Avec Attaché :
  dans l’application :        Réglages > Sauvegardes > Restaurer
  en ligne de commande :      attache restore CE-DOSSIER --to NOUVEAU-DOSSIER

Sans Attaché, avec 7-Zip (Linux : le paquet p7zip-full) et tar :

1. Créez un dossier vide pour l’espace de travail, si possible sur un disque
   chiffré. Ce que vous y décompressez est lisible par toute personne qui
   peut ouvrir ce dossier.
2. Décompressez chaque fichier de « volumes », dans l’ordre des numéros. Le
   mot de passe est le code de sauvegarde, en majuscules et avec ses tirets :
     7z x volumes/000001.zip
     tar -xf 000001.tar -C LE-DOSSIER-VIDE
   et ainsi de suite. Supprimez ensuite chaque fichier .tar.
3. Décompressez de la même façon le fichier de « snapshots » qui a la date la
   plus récente (ou une date antérieure). Il contient la base de données,
   attache.sqlite, et manifest.json, la liste de tous les fichiers avec leur
   taille et leur SHA-256.
4. Ouvrez le dossier dans Attaché, ou attache.sqlite avec un programme SQLite.

Ne changez rien dans ce dossier. Si un fichier est endommagé, le contenu des
autres peut toujours être restauré.
`;
