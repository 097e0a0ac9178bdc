/** As `parcels/model.py` writes it. */
export interface Address {
  street: string;
  postcode: string;
  country: string;
}

/** Weight in grams, sides in centimetres. */
export interface Parcel {
  weight: number;
  length: number;
  width: number;
  height: number;
  sender: Address;
  recipient: Address;
}

/** Price in cents. */
export interface Quote {
  carrier: string;
  price: number;
  days: number;
}
